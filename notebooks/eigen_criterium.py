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
# # Een eigen criterium
#
# Een scenario kan ook wegen op een kolom van uzelf. Hier geeft elke aanvraag een thema en een
# cijfer, en weegt het scenario op allebei. De ronde is de verzonnen voorbeeldronde; de thema's en
# cijfers ook.

# %%
from IPython.display import display

import selector
from selector.resources import example

# %% [markdown]
# ## 1. Kolommen erbij

# %%
frame = selector.read_plans(example() / "aanvragen.csv").frame.reset_index(drop=True)
themes = ("taal", "techniek", "zorg")
frame["thema"] = [themes[n % 3] for n in range(len(frame))]
frame["cijfer"] = [6 + n % 4 for n in range(len(frame))]
plans = selector.Plans.from_frame(frame)

# %% [markdown]
# ## 2. Criteria erbij
#
# Een criterium is een naam, een **maat** en een kolom. `balance` wil de thema's in gelijke delen,
# `total` wil hoge cijfers. Welke maten er zijn, staat in `models/README.md`. De trappen staan in
# volgorde van belang: eerst het laagste van drie punten zo hoog mogelijk, dan de som.

# %%
own = selector.load_scenario("afwegingskader-2023").replace(
    name="met-thema-en-cijfer",
    criteria=[
        {"name": "context", "measure": "balance", "on": "context",
         "categories": ["stedelijk", "niet-stedelijk", "krimp"]},
        {"name": "thema", "measure": "balance", "on": "thema", "categories": list(themes)},
        {"name": "cijfer", "measure": "total", "on": "cijfer", "range": [1, 10]},
    ],
    objective=[
        {"tier": "leximin", "over": ["context", "thema"], "relative": True},
        {"tier": "competition"},
        {"tier": "sum", "over": ["cijfer"]},
    ],
)  # fmt: skip
result = selector.select(plans, own)
print(result)

# %% [markdown]
# ## 3. Wat weegt het?
#
# `given_up` zegt wat elk punt inlevert voor de andere. Zet het criterium bovenaan, en kijk wat er
# gebeurt.

# %%
display(result.criteria[["score_decimal", "best_alone", "given_up"]])

# %%
tiers = own.model_dump(by_alias=True)["objective"]
first = own.replace(
    name="cijfer-eerst", objective=[{"tier": "criterion", "over": ["cijfer"]}, *tiers]
)
print(selector.compare({"punten": result, "cijfer": selector.select(plans, first)}))
