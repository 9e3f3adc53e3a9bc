"""How a layer looks in QGIS: a style in its own language, QML, with a few symbols."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from selector.publish.layers import Layer
from selector.texts import Texts
from selector.theme import Theme

HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
TYPES = {"MultiPolygon": ("fill", "SimpleFill"), "Point": ("marker", "SimpleMarker"),
         "LineString": ("line", "SimpleLine")}  # fmt: skip
EFFECTS = {"forbid": "ineligible", "penalise": "not_chosen", "report": "chosen"}
FREE = "#777777"
Rule = tuple[str, str, str]  # expression, label, colour


def style(layer: Layer, texts: Texts, theme: Theme) -> str:
    """Return the style of a layer: by whether a plan was chosen, or by what a rule does."""
    kind, symbol = TYPES[layer.shape]
    rules = _rules(layer, texts, theme)
    lines = [
        f'{HEAD}<qgis version="3.28.0" styleCategories="Symbology|Labeling">',
        ' <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">',
        '  <rules key="root">',
        *(
            f'   <rule key="r{i}" symbol="{i}" filter={quoteattr(when)} label={quoteattr(label)}/>'
            for i, (when, label, _) in enumerate(rules)
        ),
        "  </rules>",
        "  <symbols>",
        *(_symbol(i, kind, symbol, colour) for i, (_, _, colour) in enumerate(rules)),
        "  </symbols>",
        " </renderer-v2>",
        *_labels(layer),
        "</qgis>",
    ]
    return "\n".join(lines) + "\n"


def _rules(layer: Layer, texts: Texts, theme: Theme) -> Sequence[Rule]:
    """Return what is drawn in which colour; national plans, which are everywhere, are not."""
    faces = theme.cohort
    if layer.theme == "plans":
        yes, local = '"gekozen" = 1', "\"samenwerking\" <> 'landelijk'"
        unfit = "\"oordeel\" = 'voldoet_niet'"
        names: Mapping[str, str] = {
            "chosen": yes,
            "not_chosen": f"NOT ({yes}) AND NOT ({unfit})",
            "ineligible": f"NOT ({yes}) AND {unfit}",
        }
        return [
            (f"{local} AND {when}", texts(f"layer.legend_{name}"), faces[name].face)
            for name, when in names.items()
        ]
    if layer.theme == "towns":
        inside = "\"gekozen_aanvragen\" <> ''"
        return [
            (inside, texts("layer.legend_inside"), faces["chosen"].face),
            (f"NOT coalesce({inside}, false)", texts("layer.legend_outside"), theme.colours.land),
        ]
    inks = {**{code: faces[name].face for code, name in EFFECTS.items()}, "free": FREE}
    return [(f"\"gevolg\" = '{code}'", texts.word(code), ink) for code, ink in inks.items()]


def _symbol(number: int, kind: str, symbol: str, colour: str) -> str:
    """Return a symbol of one layer."""
    options = {
        "SimpleFill": {"color": _rgba(colour, 200), "outline_color": _rgba("#FFFFFF"),
                       "outline_width": "0.2", "style": "solid"},
        "SimpleMarker": {"color": _rgba(colour), "outline_color": _rgba("#FFFFFF"),
                         "name": "circle", "size": "2.4"},
        "SimpleLine": {"line_color": _rgba(colour), "line_width": "0.6"},
    }[symbol]  # fmt: skip
    told = "".join(f'<Option type="QString" name="{k}" value="{v}"/>' for k, v in options.items())
    return (
        f'   <symbol name="{number}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{symbol}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{told}</Option></layer></symbol>'
    )


def _labels(layer: Layer) -> list[str]:
    """Return the labels of plans; other layers have too many rows to read any."""
    if layer.theme != "plans":
        return []
    return [
        ' <labeling type="simple"><settings calloutType="simple">'
        '<text-style fieldName="plan_id" isExpression="0" fontSize="8" textColor="26,26,26,255">'
        '<text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/></text-style>'
        "</settings></labeling>"
    ]


def _rgba(colour: str, alpha: int = 255) -> str:
    """Return `#RRGGBB` as QGIS writes a colour."""
    parts = [str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return ",".join([*parts, str(alpha)])
