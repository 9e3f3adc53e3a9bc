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
# # Scenario's vergelijken
#
# Twee scenario's kunnen een andere keuze geven. Hier ziet u welke aanvragen er anders uitkomen, en
# **door welk verschil**. De ronde is de verzonnen voorbeeldronde.

# %%
from IPython.display import display

import selector
from selector.resources import example

# %matplotlib inline

# %% [markdown]
# ## 1. Drie keer kiezen

# %%
plans = selector.read_plans(example() / "aanvragen.csv")
framework = selector.load_scenario("afwegingskader-2023")
results = {
    "kader": selector.select(plans, framework),
    "krimp eerst": selector.select(plans, selector.load_scenario("krimp-eerst")),
    "tien": selector.select(plans, framework.replace(name="tien", cohort={"size": 10})),
}
beside = selector.compare(results)
print(beside)

# %% [markdown]
# ## 2. Wie zit waar?
#
# Elke rij is een aanvraag. Hier staan alleen de aanvragen die niet overal hetzelfde zijn.

# %%
chosen = beside.plans
display(chosen[chosen.nunique(axis=1) > 1])

# %% [markdown]
# ## 3. Wat verschilt er, en wat maakt het uit?
#
# `differences` noemt elke regel van het scenario die anders is. `flips` noemt de aanvragen die
# daardoor van kant wisselen. Dat is uitgerekend: de verschillen zijn één voor één doorgevoerd, van
# het eerste scenario naar het andere. In `alone` staat of het verschil dat ook in zijn eentje doet.
# In een andere volgorde kan een ander verschil de doorslag geven.

# %%
display(beside.differences)
display(beside.flips)

# %% [markdown]
# ## 4. De kaarten naast elkaar

# %%
for name, result in results.items():
    print(name)
    display(result.map())

# %% [markdown]
# Met `beside.save("vergelijking")` komt alles in een map: een pagina, een werkboek en de kaarten.
