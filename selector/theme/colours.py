"""Colours as eyes have them: contrast, grey, and for who is blind to red, green or blue.

Contrast as WCAG 2.2 has it; lightness and distance in CIELAB (D65); what the colour-blind see by
the matrices of Machado, Oliveira and Fernandes (2009) for who lacks one kind of cone.
"""

from collections.abc import Mapping, Sequence

Linear = tuple[float, float, float]  # red, green and blue, as amounts of light from 0 to 1
WHITE = (0.95047, 1.0, 1.08883)
BLIND: Mapping[str, Sequence[Linear]] = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#RRGGBB`, from 1 to 21."""
    dark, light = sorted(_luminance(_linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def apart_in_grey(one: str, other: str) -> float:
    """Return how far apart two colours are in grey, in steps of lightness from 0 to 100."""
    return abs(_lab(_linear(one))[0] - _lab(_linear(other))[0])


def apart_for(eyes: str, one: str, other: str) -> float:
    """Return how far apart two colours are in CIELAB for eyes that `BLIND` names."""
    return _distance(*(_lab(_seen(_linear(colour), BLIND[eyes])) for colour in (one, other)))


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share (0..1) of another in it."""
    parts = zip(_bytes(one), _bytes(other), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in parts)


def _bytes(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _linear(colour: str) -> Linear:
    red, green, blue = (_light(part / 255) for part in _bytes(colour))
    return red, green, blue


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _luminance(light: Linear) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _seen(light: Linear, matrix: Sequence[Linear]) -> Linear:
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0) for row in matrix
    )
    return red, green, blue


def _lab(light: Linear) -> Linear:
    red, green, blue = light
    x = _root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE[0])
    y = _root(_luminance(light) / WHITE[1])
    z = _root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / WHITE[2])
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def _distance(one: Linear, other: Linear) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)
