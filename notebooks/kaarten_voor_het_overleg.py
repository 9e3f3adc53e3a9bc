# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Kaarten voor het overleg
#
# Hier maakt u kaarten van een uitkomst, en een eigen kaart met geopandas. De ronde is de verzonnen
# voorbeeldronde. Zonder bestand met grenzen is elke gemeente een zeshoek; haal de echte grenzen op
# met `selector regions download`.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image, display

import selector
from selector.resources import example

# %matplotlib inline

plans = selector.read_plans(example() / "aanvragen.csv")
result = selector.select(plans)

# %% [markdown]
# ## 1. De keuze

# %%
display(result.map())

# %% [markdown]
# ## 2. Alle kaarten
#
# `save` schrijft ze in `kaarten/`, als PNG om te plaatsen en als SVG om te bewerken: de paren die
# elkaar in de weg zitten, de witte vlekken, de gemeenten naar soort, en elke gekozen aanvraag.

# %%
with tempfile.TemporaryDirectory() as folder:
    maps = result.save(Path(folder) / "uitkomst") / "kaarten"
    for file in sorted(maps.glob("*.png")):
        print(file.name)
        display(Image(file.read_bytes(), width=600))

# %% [markdown]
# ## 3. Een eigen kaart
#
# `result.plans` is een tabel van geopandas: de geometrie is het gebied van de aanvraag. Hier de
# ambitie van de gekozen aanvragen. Kleur alleen is niet genoeg: zet er het nummer bij.

# %%
chosen = result.plans[result.plans["selected"]]
figure, axes = plt.subplots(figsize=(6, 7))
result.plans.plot(ax=axes, color="#e3e6ea", edgecolor="white")
chosen.plot(ax=axes, column="ambitie", cmap="viridis", legend=True)
for plan_id, point in chosen.representative_point().items():
    if not point.is_empty:
        axes.annotate(plan_id, (point.x, point.y), ha="center", fontsize=8, color="white")
axes.set_axis_off()
plt.close(figure)
display(figure)
