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
# # Wat blijft er overeind?
#
# Een keuze volgt uit het scenario. Wat als dat net anders was geweest? Een *sweep* rekent veel
# scenario's uit, elk met bewijs, en laat zien welke aanvragen er altijd bij zitten. De ronde is de
# verzonnen voorbeeldronde.

# %%
from IPython.display import display

import selector
from selector.resources import example

# %matplotlib inline

# %% [markdown]
# ## 1. Wat varieert er?
#
# Elke tabel in `vary` is één knop: de plek in het scenario en de waarden. Samen zijn het hier
# 3 × 3 = 9 combinaties. Daarnaast nemen we een tweede scenario mee. Meer knoppen, trekkingen en
# onzekere beoordelingen: zie de README.

# %%
plans = selector.read_plans(example() / "aanvragen.csv")
vary = {
    "vary": [
        {"key": "size", "values": [10, 11, 12]},
        {"key": "eligibility.max_werkt_toe", "values": [2, 4, 6]},
    ]
}
swept = selector.sweep(plans, ["afwegingskader-2023", "krimp-eerst"], vary, workers=1)
print(swept)

# %% [markdown]
# ## 2. Zeker, soms of nooit
#
# `always`: gekozen in elk scenario waarvan de keuze is bewezen. `never`: in geen enkel.

# %%
display(swept.plans.sort_values("chosen", ascending=False))
display(swept.plot())

# %% [markdown]
# ## 3. De tabellen
#
# `scenarios` heeft een rij per scenario, `choices` een kolom per aanvraag: 1 is gekozen.

# %%
display(swept.scenarios.head())
display(swept.choices.head())

# %% [markdown]
# ## 4. Eén scenario van dichtbij
#
# Elk scenario is op te vragen als een gewone uitkomst.

# %%
one = swept.result(1)
print(repr(one), *one.selected)

# %% [markdown]
# `swept.save("sweep")` schrijft alles in een map, met `sweep.html`: daarin staat ook welke knop
# voor wie het meeste uitmaakt, welke selecties op elkaar lijken, en wat elke selectie zou kosten
# als een ander scenario gold. Een grote sweep rekent u uit met `selector sweep`, op alle
# processoren.
