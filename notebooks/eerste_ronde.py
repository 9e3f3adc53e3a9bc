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
# # Een eerste ronde
#
# In dit notebook kiest u een groep voorlopers uit een voorbeeldronde. Daarna stelt u vragen:
# *wat als het er tien zijn? Wat als deze aanvraag er zeker bij zit?*
#
# **Let op: deze ronde is verzonnen.** De 29 aanvragen, hun namen, besturen, opleidingen en
# beoordelingen bestaan niet echt. Alleen de gemeenten zijn echt. De uitkomst zegt dus niets over
# de keuze die in 2023 is gemaakt.

# %%
import tempfile
from pathlib import Path

import pandas as pd
from IPython.display import display

import selector
from selector.resources import example

# %matplotlib inline

# %% [markdown]
# ## 1. Inlezen
#
# Nodig zijn de aanvragen, de gegevens over gemeenten en een **scenario**. Een scenario is één
# manier van wegen, in één bestand. `afwegingskader-2023` volgt de notitie van maart 2023.
# Wilt u eigen aanvragen gebruiken? Zet dan het pad naar uw bestand in `read_plans`.

# %%
plans = selector.read_plans(example() / "aanvragen.csv")
regions = selector.read_regions()
scenario = selector.load_scenario("afwegingskader-2023")
print(f"{len(plans)} aanvragen, {len(regions)} gemeenten, scenario {scenario.name}")

# %% [markdown]
# ## 2. Kiezen
#
# `select` zoekt de beste selectie. *Bewezen optimaal* betekent: binnen dit scenario bestaat er
# geen betere. Met een ander scenario kan de uitkomst anders zijn.

# %%
result = selector.select(plans, scenario, regions)
print(result)

# %% [markdown]
# ## 3. De tabellen
#
# **Aanvragen.** In `verdict` staat of een aanvraag in aanmerking komt: `voldoet`, `voorlopig` of
# `voldoet_niet`. In `in_optimal` staat of de aanvraag in alle beste selecties zit (`all`), in
# sommige (`some`) of in geen enkele (`none`). Het is een tabel van geopandas: de kolom `geometry`
# is het gebied van de aanvraag, en lijsten zoals `sectoren` zijn echte lijsten.

# %%
display(result.plans[["naam", "verdict", "selected", "in_optimal", "context", "samenwerking"]])

# %% [markdown]
# **Waarom wel of niet?** `why` zegt het in zinnen. Komt een aanvraag niet in aanmerking, dan staat
# er aan welke voorwaarden het ligt.

# %%
for plan_id in result.plans.index[result.plans["verdict"] == "voldoet_niet"]:
    print(result.why(plan_id), end="\n\n")

# %% [markdown]
# Komt een aanvraag wel in aanmerking, en is zij toch niet gekozen? Dan staat er wat het kost om
# haar er wel bij te nemen.

# %%
print(result.why("A22"))

# %% [markdown]
# **Criteria.** `score_decimal` is de score van deze selectie, van 0 tot 1. `best_alone` is de
# hoogste score die mogelijk is als alléén dit criterium telt, zonder de andere regels. Het
# verschil staat in `given_up`: zo veel is hier ingeleverd voor al het andere.

# %%
display(result.criteria.sort_values("given_up", ascending=False).round(3))

# %% [markdown]
# **Concurrentie.** Elke regel is een paar aanvragen. Bij `forbid` kunnen ze niet samen in de
# selectie. Bij `penalise` kan het wel, maar telt het als nadeel. De paren met `free` mogen altijd
# samen; die laten we hier weg.

# %%
pairs = result.conflicts
columns = ["plan_a", "plan_b", "rule", "verdict", "weight", "shared_population", "shared_boards"]
display(pairs.loc[pairs["verdict"] != "free", columns])

# %% [markdown]
# ## 4. De kaart
#
# Zonder bestand met grenzen is elke gemeente een zeshoek, ongeveer op haar eigen plek.
# Landelijke aanvragen staan niet op de kaart, wel in de lijst.

# %%
display(result.map())

# %% [markdown]
# ## 5. Wat als het er tien zijn?
#
# `replace` maakt een kopie van het scenario met iets anders erin. Het oude scenario verandert
# niet. Geef de kopie een eigen naam: die staat dan boven de uitkomst. De `seed` is de openbare
# tekst voor de loting. Die telt alleen als er meer dan één beste selectie is.

# %%
ten = selector.select(
    plans,
    scenario.replace(name="tien-plekken", cohort={"size": 10}, seed="voorbeeld-tien"),
    regions,
)
print(repr(ten))

# %% [markdown]
# Twee selecties vergelijkt u als verzamelingen. Daarnaast zetten we de scores.


# %%
def compare(before: selector.Result, after: selector.Result) -> pd.DataFrame:
    """Print which plans leave and enter; return the scores side by side."""
    names = before.plans["naam"]
    old, new = set(before.selected), set(after.selected)
    print(f"In allebei: {', '.join(sorted(old & new)) or 'geen'}")
    for title, ids in (("Eruit", old - new), ("Erbij", new - old)):
        print(f"{title}: {', '.join(f'{i} {names[i]}' for i in sorted(ids)) or 'geen'}")
    scores = pd.DataFrame(
        {"eerst": before.criteria["score_decimal"], "daarna": after.criteria["score_decimal"]}
    )
    scores["verschil"] = scores["daarna"] - scores["eerst"]
    return scores.round(3)


display(compare(result, ten))

# %% [markdown]
# ## 6. Wat als A09 er zeker bij zit?
#
# Met `locked_in` zet u een aanvraag vast. Staat er bij *Eruit* en *Erbij* "geen"? Dan zat de
# aanvraag al in de beste selectie, en kost het vastzetten niets.

# %%
with_a09 = selector.select(
    plans, scenario.replace(name="met-A09", cohort={"locked_in": ["A09"]}), regions
)
display(compare(result, with_a09))

# %% [markdown]
# Dezelfde vraag voor A21. Die sluit A08 uit, want ze delen gemeenten in dezelfde sector. Kijk bij
# *verschil* wat deze wens kost. Scores kunnen ook stijgen, en zelfs hun som. Toch is de eerste
# selectie volgens dit scenario de beste: het kijkt eerst naar de **laagste** score, dan naar de
# één na laagste, en pas daarna naar de som. `inhoud` telt pas helemaal aan het eind mee.

# %%
with_a21 = selector.select(
    plans, scenario.replace(name="met-A21", cohort={"locked_in": ["A21"]}), regions
)
display(compare(result, with_a21))
weighed = [name for name in result.scores if name != "inhoud"]
for title, cohort in (("eerst", result), ("daarna", with_a21)):
    lowest = min(weighed, key=lambda name: cohort.scores[name])
    print(f"{title}: laagste score {float(cohort.scores[lowest]):.3f} ({lowest})")

# %% [markdown]
# ## 7. Wat als het niet kan?
#
# We vragen minstens acht aanvragen uit krimpgebied. Zo veel zijn er niet. U krijgt dan geen
# selectie, maar een uitleg: welke regels botsen, en wat de kleinste verandering is waarmee het
# wel kan. Dat is een rekenvoorstel, geen advies.
#
# `quotas` is een lijst. `replace` vervangt de hele lijst: quota die al in het scenario stonden,
# vallen weg.

# %%
quota = {"name": "krimp", "where": {"context": "krimp"}, "min": 8}
impossible = selector.select(
    plans, scenario.replace(name="acht-uit-krimp", quotas=[quota]), regions
)
print(impossible.status)
print(impossible)

# %% [markdown]
# ## 8. Samenvoegen en loten
#
# `merge` rekent voor elk paar aanvragen uit wat er gebeurt als zij samen één aanvraag worden. Dat
# duurt even; hier doen we het met de eerste acht aanvragen en drie plekken. `Plans.from_frame`
# leest een tabel, met dezelfde controles als bij een bestand.

# %%
eight = selector.Plans.from_frame(plans.frame.drop(columns="afstemming").head(8))
small = selector.select(eight, scenario.replace(name="klein", cohort={"size": 3}), regions)
print(small.merge())

# %% [markdown]
# Zijn er meer selecties die even goed zijn? Dan beslist een loting in het openbaar. `draw` geeft
# het formulier om vooraf te ondertekenen, en met een `seed` de uitslag.

# %%
print(result.draw())

# %% [markdown]
# ## 9. Bewaren
#
# `save` schrijft alles in één map: kaart, tabellen, werkboek, samenvatting en de invoer. Hier is
# dat een tijdelijke map, die daarna weer weg is. Kies zelf een map die nog niet bestaat, en een
# plek die blijft.

# %%
with tempfile.TemporaryDirectory() as folder:
    saved = result.save(Path(folder) / "eerste-ronde")
    for file in sorted(saved.rglob("*")):
        if file.is_file():
            print(f"{file.relative_to(saved).as_posix():<32} {file.stat().st_size:>9,} bytes")

# %% [markdown]
# `verify` rekent na wat `save` zou schrijven: opnieuw, uit de bestanden, zonder het rekenmodel.

# %%
print(result.verify())
