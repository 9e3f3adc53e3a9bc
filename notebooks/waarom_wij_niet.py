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
# # Waarom wij niet?
#
# Voor een aanvraag die niet is gekozen, zijn er drie vragen: waarom niet, wat kost het om haar er
# wel bij te nemen, en wat had er in de aanvraag zelf anders moeten zijn? De ronde is de verzonnen
# voorbeeldronde.

# %%
from IPython.display import display

import selector
from selector.resources import example

plans = selector.read_plans(example() / "aanvragen.csv")
result = selector.select(plans, swaps=True)

# %% [markdown]
# ## 1. Waarom niet?
#
# Van A22 is uitgerekend welke selectie de beste is als zij er zeker bij zit, en wat die kost.

# %%
print(result.why("A22"))

# %% [markdown]
# A25 komt niet in aanmerking. Dan staat er waarom.

# %%
print(result.why("A25"))

# %% [markdown]
# ## 2. In plaats van wie?
#
# `swaps` heeft voor elk paar het hele antwoord: de ene erin, de andere eruit. Hier de goedkoopste
# ruilen voor A22: die op de laatste trap het eerst iets kosten.

# %%
swaps = result.swaps
display(swaps[swaps["in"] == "A22"].sort_values("tier", ascending=False).head())

# %% [markdown]
# ## 3. Wat had geholpen?
#
# Elke verandering in de aanvraag zelf is geprobeerd, alleen en twee tegelijk: een voorwaarde
# waaraan wél was voldaan, een afspraak met een buur, een hoger aandeel. Dit zegt wat waar had
# moeten zijn. Het is geen raad om iets op te schrijven wat niet klopt.

# %%
print(result.what_would_help("A25"))

# %%
helping = result.what_would_help("A19")
for found in helping.found:
    print(found.changes)
print("helpt niet:", *helping.no_help[:5], "…")
