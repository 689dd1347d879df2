"""Things that people doodle and that are no digit: hearts, clocks, houses, faces, signs ...

A thing is a function from a random generator to its strokes, in any box. `THINGS` are taught;
`OTHER_THINGS` too, but to the default network only, never to its twin, which is measured on them.
"""

import math
from collections.abc import Callable

import numpy as np

from training.pretraining.lines import TAU, arc, box, curve, jittered, path
from training.pretraining.strokes import Strokes

Thing = Callable[[np.random.Generator], Strokes]


def heart(rng: np.random.Generator) -> Strokes:
    """Closed, sometimes with a beginning that overlaps."""
    wide, dip, low = rng.uniform(0.4, 0.65), rng.uniform(0.12, 0.3), rng.uniform(0.85, 1.1)
    half = [(0, dip), (wide * 0.45, 0), (wide, dip), (wide * 0.75, low * 0.6), (0, low)]
    left = [(-x, y) for x, y in half]
    if rng.random() < 0.5:
        return [curve(*half), curve(*left)]
    return [np.concatenate([curve(*left), curve(*half)[::-1]])]


def clock(rng: np.random.Generator) -> Strokes:
    """A circle with hands, often with marks or feet."""
    hands = rng.uniform(0, TAU, 2)
    strokes = [
        arc((0, 0), 1),
        *(_ray(angle, 0, r) for angle, r in zip(hands, (0.75, 0.5), strict=True)),
    ]
    marks = int(rng.choice([0, 4, 12]))
    strokes += [_ray(TAU * i / marks, 0.8, 0.95) for i in range(marks)]
    if rng.random() < 0.2:
        strokes += [path((x, 0.9), (x * 1.3, 1.3)) for x in (-0.5, 0.5)]
    return strokes


def _ray(angle: float, begin: float, end: float) -> np.ndarray:
    direction = np.array([math.cos(angle), math.sin(angle)])
    return np.stack([direction * begin, direction * end])


def house(rng: np.random.Generator) -> Strokes:
    """Walls, a roof, and some of door, windows and chimney."""
    wide, roof = rng.uniform(0.7, 1.5), rng.uniform(0.3, 0.8)
    strokes = [box(0, 0, wide, 1)]
    over = rng.uniform(0, 0.15)
    strokes.append(path((-over, 0), (wide / 2, -roof), (wide + over, 0)))
    if rng.random() < 0.8:
        x = wide * rng.uniform(0.3, 0.6)
        strokes.append(path((x, 1), (x, 0.5), (x + 0.22, 0.5), (x + 0.22, 1)))
    if rng.random() < 0.5:
        strokes.append(box(wide * 0.08, 0.2, wide * 0.28, 0.42))
    if rng.random() < 0.3:
        strokes.append(path((wide * 0.75, -roof * 0.5), (wide * 0.75, -roof), (wide * 0.88, -roof)))
    return strokes


def face(rng: np.random.Generator) -> Strokes:
    """A round head with eyes and a mouth, and perhaps a nose, ears or hair."""
    bend = rng.uniform(-0.3, 0.4)
    strokes = [arc((0, 0), (rng.uniform(0.75, 1.1), 1))]
    size = rng.uniform(0.03, 0.16)
    strokes += [arc((x, -0.3), size) for x in (-0.35, 0.35)]
    level = rng.uniform(0.3, 0.5)
    strokes.append(curve((-0.45, level), (0, level + bend), (0.45, level)))
    if rng.random() < 0.4:
        strokes.append(path((0, -0.1), (-0.08, 0.15), (0.08, 0.15)))
    if rng.random() < 0.25:
        strokes += [path((s * 0.9, -0.4), (s * 0.85, -1.1), (s * 0.4, -0.9)) for s in (-1, 1)]
    if rng.random() < 0.25:
        strokes += [_ray(angle, 0.95, 1.3) for angle in np.linspace(-2.4, -0.7, 6)]
    return strokes


def arrow(rng: np.random.Generator) -> Strokes:
    """Any way, with an open or a closed head, at one end or at both, or as an outline."""
    turn = rng.uniform(0, TAU)
    head, wide = rng.uniform(0.2, 0.45), rng.uniform(0.14, 0.35)
    tip = [(1 - head, -wide), (1, 0), (1 - head, wide)]
    style = rng.random()
    if style < 0.5:
        strokes = [path((0, 0), (1, 0)), path(*tip)]
    elif style < 0.65:
        strokes = [path((0, 0), (1 - head, 0)), path(*tip, tip[0])]
    elif style < 0.8:
        strokes = [path((0, 0), (1, 0)), path(*tip), path(*[(1 - x, y) for x, y in tip])]
    else:
        thin = wide * 0.4
        strokes = [
            path((0, -thin), (1 - head, -thin), *tip, (1 - head, thin), (0, thin), (0, -thin))
        ]
    return turned(strokes, turn)


def turned(strokes: Strokes, angle: float) -> Strokes:
    """Turn strokes clockwise, by radians, about the origin; y points down."""
    matrix = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return [stroke @ matrix.T for stroke in strokes]


def tree(rng: np.random.Generator) -> Strokes:
    """A trunk under a crown: a cloud, or triangles."""
    trunk = [path((x, 1), (x, 1.6)) for x in (-0.12, 0.12)]
    if rng.random() < 0.5:
        return [_cloud(rng, 0.8, 0.8, 0.3), *trunk]
    rows = int(rng.integers(1, 4))
    return [
        path((-0.6, y + 0.7), (0, y - 0.1), (0.6, y + 0.7), (-0.6, y + 0.7))
        for y in np.linspace(-0.6, 0.3, rows)
    ] + trunk


def _cloud(rng: np.random.Generator, wide: float, high: float, y: float) -> np.ndarray:
    bumps = int(rng.integers(5, 9))
    angle = np.linspace(0, TAU, 120)
    radius = 0.82 + 0.18 * np.abs(np.sin(angle * bumps / 2))
    return np.stack([wide * radius * np.cos(angle), y + high * radius * np.sin(angle)], axis=1)


def cloud(rng: np.random.Generator) -> Strokes:
    """Wide, of bumps; sometimes it rains."""
    strokes = [_cloud(rng, 1, rng.uniform(0.45, 0.7), 0)]
    if rng.random() < 0.4:
        strokes += [path((x, 0.75), (x - 0.1, 1.1)) for x in (-0.5, 0, 0.5)]
    return strokes


def sun(rng: np.random.Generator) -> Strokes:
    """A circle with rays."""
    rays = int(rng.integers(6, 14))
    begin, end = rng.uniform(1.0, 1.3), rng.uniform(1.5, 2.0)
    return [arc((0, 0), rng.uniform(0.5, 0.9))] + [
        _ray(TAU * i / rays, begin, end) for i in range(rays)
    ]


def flower(rng: np.random.Generator) -> Strokes:
    """Petals around a circle, mostly on a stalk with a leaf."""
    petals = int(rng.integers(4, 8))
    strokes = [arc((0, 0), 0.25)]
    strokes += [
        arc((0.5 * math.cos(TAU * i / petals), 0.5 * math.sin(TAU * i / petals)), 0.27)
        for i in range(petals)
    ]
    if rng.random() < 0.7:
        strokes.append(curve((0, 0.75), (0.06, 1.3), (0, 1.9)))
        strokes.append(curve((0.02, 1.5), (0.35, 1.2), (0.4, 1.35), (0.02, 1.55)))
    return strokes


def person(rng: np.random.Generator) -> Strokes:
    """A stick figure."""
    arms, spread = rng.uniform(-0.5, 0.4), rng.uniform(0.2, 0.5)
    return [
        arc((0, 0), rng.uniform(0.2, 0.35)),
        path((0, 0.3), (0, 1.1)),
        path((-0.5, 0.6 + arms), (0, 0.55), (0.5, 0.6 + arms * rng.choice([-1, 1]))),
        path((-spread, 1.8), (0, 1.1), (spread, 1.8)),
    ]


def envelope(rng: np.random.Generator) -> Strokes:
    """A letter: a box with a flap."""
    wide = rng.uniform(1.2, 1.8)
    low = rng.uniform(0.4, 0.7)
    return [box(0, 0, wide, 1), path((0, 0), (wide / 2, low), (wide, 0))]


def ladder(rng: np.random.Generator) -> Strokes:
    """Two rails and three rungs or more; or a grid."""
    wide, rungs = rng.uniform(0.3, 0.9), int(rng.integers(3, 8))
    rails = np.linspace(0, wide, int(rng.choice([2, 2, 3, 4])))
    strokes = [path((x, 0), (x, 1.5)) for x in rails]
    return strokes + [path((0, y), (wide, y)) for y in np.linspace(0.1, 1.4, rungs)]


def cube(rng: np.random.Generator) -> Strokes:
    """A box in perspective."""
    dx, dy = rng.uniform(0.25, 0.5), -rng.uniform(0.2, 0.5)
    top = path((0, 0), (dx, dy), (1 + dx, dy), (1, 0))
    return [box(0, 0, 1, 1), top, path((1 + dx, dy), (1 + dx, 1 + dy), (1, 1))]


def television(rng: np.random.Generator) -> Strokes:
    """A box in a box with feet, an aerial or buttons."""
    wide = rng.uniform(1.1, 1.7)
    strokes = [box(0, 0, wide, 1), box(0.12, 0.12, wide - rng.uniform(0.12, 0.35), 0.88)]
    if rng.random() < 0.6:
        strokes += [path((wide / 2, 0), (wide / 2 + s, -0.4)) for s in (-0.3, 0.3)]
    if rng.random() < 0.5:
        strokes += [path((wide / 2 + s, 1), (wide / 2 + 1.4 * s, 1.2)) for s in (-0.3, 0.3)]
    return strokes


def boat(rng: np.random.Generator) -> Strokes:
    """A hull, a mast and a sail."""
    hull = path((-1, 0), (1, 0), (0.6, 0.5), (-0.6, 0.5), (-1, 0))
    high = rng.uniform(0.8, 1.5)
    sail = path((0, -high), (rng.uniform(0.5, 0.9), -0.15), (0, -0.15))
    strokes = [hull, path((0, 0), (0, -high)), sail]
    if rng.random() < 0.4:
        strokes.append(path((0, -high), (-0.6, -0.15), (0, -0.15)))
    return strokes


def bulb(rng: np.random.Generator) -> Strokes:
    """A light bulb with its thread and its wire."""
    glass = curve(
        (-0.25, 1), (-0.3, 0.7), (-0.65, 0.2), (0, -0.5), (0.65, 0.2), (0.3, 0.7), (0.25, 1)
    )
    thread = [path((-0.25, y), (0.25, y)) for y in (1.0, 1.15, 1.3)]
    wire = path((-0.15, 0.9), (-0.2, 0.3), (-0.05, 0.45), (0.05, 0.3), (0.2, 0.45), (0.15, 0.9))
    rays = [_ray(angle, 0.95, 1.25) for angle in np.linspace(-2.8, -0.35, 5)]
    return [glass, *thread, wire, *(rays if rng.random() < 0.4 else [])]


def glasses(rng: np.random.Generator) -> Strokes:
    """Two lenses, a bridge, and temples."""
    radius = rng.uniform(0.35, 0.5)
    lens = [arc((x, 0), radius) for x in (-0.65, 0.65)]
    bridge = curve((-0.65 + radius, 0), (0, -0.15), (0.65 - radius, 0))
    temples = [path((s * (0.65 + radius), 0), (s * 1.5, -0.35)) for s in (-1, 1)]
    return [*lens, bridge, *temples]


def apple(rng: np.random.Generator) -> Strokes:
    """A round fruit with a stalk and a leaf."""
    fruit = curve(
        (0, -0.55), (0.5, -0.75), (0.9, -0.1), (0.45, 0.8), (0, 0.68), (-0.45, 0.8), (-0.9, -0.1),
        (-0.5, -0.75), (0, -0.55),
    )  # fmt: skip
    stalk = curve((0, -0.5), (0.05, -0.85), (0.18, -1.05))
    leaf = curve((0.1, -0.85), (0.4, -1.15), (0.7, -1.05), (0.4, -0.85), (0.1, -0.85))
    return [fruit, stalk, *([leaf] if rng.random() < 0.7 else [])]


def outline_with_details(rng: np.random.Generator) -> Strokes:
    """Any closed outline (round, of corners, of bumps) with two to seven details in or on it."""
    style = rng.random()
    wide = math.exp(rng.normal(0, 0.35))
    if style < 0.3:
        outline = arc((0, 0), (wide, 1))
    elif style < 0.5:
        outline = box(-wide, -1, wide, 1)
    elif style < 0.75:
        angle = np.sort(rng.uniform(0, TAU, int(rng.integers(3, 8))))
        radius = rng.uniform(0.6, 1, len(angle))
        corners = np.stack([wide * radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        outline = path(*corners, corners[0])
    else:
        outline = _cloud(rng, wide, 1, 0)
    strokes = [outline]
    for _ in range(int(rng.integers(2, 8))):
        centre = rng.uniform(-0.65, 0.65, 2) * (wide, 1)
        strokes.append(centre + _detail(rng) * rng.uniform(0.12, 0.4))
    if rng.random() < 0.4:  # something stands out of it
        strokes += [
            _ray(angle, 0.95, rng.uniform(1.2, 1.8)) * (wide, 1)
            for angle in rng.uniform(0, TAU, int(rng.integers(1, 5)))
        ]
    return strokes


def _detail(rng: np.random.Generator) -> np.ndarray:
    angle = rng.uniform(0, TAU)
    choices = (
        np.zeros((1, 2)),
        _ray(angle, -1, 1),
        arc((0, 0), 1),
        box(-1, -1, 1, 1),
        arc((0, 0), 1, angle, angle + 3),
        path((-1, -1), (1, 1), (0, 0), (1, -1), (-1, 1)),
        path((-1, 0.8), (0, -1), (1, 0.8), (-1, 0.8)),
    )
    return choices[int(rng.integers(len(choices)))]


def thrown_together(rng: np.random.Generator) -> Strokes:
    """Four to eight circles, arcs, lines and corners, anywhere."""
    return [
        rng.uniform(-1, 1, 2) + _detail(rng) * rng.uniform(0.25, 0.8)
        for _ in range(int(rng.integers(4, 9)))
    ]


def question_mark(rng: np.random.Generator) -> Strokes:
    """A hook above a dot."""
    wide, turn = rng.uniform(0.35, 0.6), rng.uniform(-0.08, 0.12)
    hook = curve(
        (-wide, 0.35 + turn), (-wide * 0.75, 0.05), (0, 0), (wide, 0.3), (wide * 0.45, 0.6),
        (rng.uniform(0, 0.1), 0.8), (0, rng.uniform(1.0, 1.2)),
    )  # fmt: skip
    return [hook, _point(rng, 0, rng.uniform(1.4, 1.65))]


def _point(rng: np.random.Generator, x: float, y: float) -> np.ndarray:
    if rng.random() < 0.5:
        return np.array([[x, y]])
    return arc((x, y), rng.uniform(0.02, 0.1))


def exclamation_mark(rng: np.random.Generator) -> Strokes:
    """A line above a dot, with a gap that can be seen."""
    if rng.random() < 0.2:
        wide = rng.uniform(0.06, 0.18)
        line = path((0, 1), (-wide, 0), (wide, 0), (0, 1))
    else:
        line = path((rng.normal(0, 0.04), 0), (0, 1))
    return [line, _point(rng, 0, rng.uniform(1.35, 1.6))]


def greater_or_less(rng: np.random.Generator) -> Strokes:
    """>, <, and with another line below."""
    wide, half = rng.uniform(0.6, 1.2), rng.uniform(0.35, 0.6)
    line = path((0, -half), (wide, rng.normal(0, 0.05)), (0, half)) * (rng.choice([-1, 1]), 1)
    if rng.random() < 0.2:
        return [line, line + (0, half) + (rng.normal(0, 0.05), 0)]
    return [line]


def ampersand(rng: np.random.Generator) -> Strokes:
    """One line from the foot at the right, up and around; or a 3 turned about with ticks."""
    if rng.random() < 0.3:
        body = curve(
            (0.5, 0.1), (0.1, 0), (0, 0.25), (0.35, 0.45), (0, 0.6), (0.05, 0.95), (0.6, 0.85)
        )
        ticks = [path((0.3, -0.15), (0.3, 0.0)), path((0.3, 0.95), (0.3, 1.12))]
        return [body, *ticks]
    reach = rng.uniform(0.6, 0.9)
    return [
        curve(
            (0.75, 1),
            (0.45, 0.65),
            (0.12, 0.25),
            (0.3, 0),
            (0.48, 0.2),
            (0.2, 0.5),
            (0, 0.8),
            (0.25, 1),
            (0.55, 0.85),
            (reach, 0.5),
        )
    ]


def hash_or_percent(rng: np.random.Generator) -> Strokes:
    """#, %, ÷, = with a stroke through it, *, or a plus and a minus."""
    style = int(rng.integers(5))
    if style == 0:
        return [path((x + 0.1, 0), (x, 1)) for x in (0.3, 0.7)] + [
            path((0, y), (1, y)) for y in (0.35, 0.7)
        ]
    if style == 1:
        return [arc((0.15, 0.2), 0.17), arc((0.85, 0.8), 0.17), path((0.85, 0), (0.15, 1))]
    if style == 2:
        return [path((0, 0), (1, 0)), arc((0.5, -0.35), 0.06), arc((0.5, 0.35), 0.06)]
    if style == 3:
        return [path((0, 0.3), (1, 0.3)), path((0, 0.7), (1, 0.7)), path((0.8, 0), (0.2, 1))]
    return [_ray(angle, -0.5, 0.5) for angle in np.arange(3) * math.pi / 3 + rng.normal(0, 0.1)]


def at_sign(rng: np.random.Generator) -> Strokes:
    """An a in a circle that isn't closed."""
    inner = rng.uniform(0.25, 0.4)
    tail = curve((inner, -inner), (inner, inner * 0.6), (0.62, 0.5), (0.95, 0))
    return [arc((0, 0), inner), tail, arc((0, 0), 0.95, 0, -5.6)]


def bracket(rng: np.random.Generator) -> Strokes:
    """{ }, [ ], a pair of ( ), or a tick in a box."""
    style = int(rng.integers(3))
    wide = rng.uniform(0.25, 0.6)
    if style == 0:
        brace = curve(
            (0.3, 0), (0.12, 0.1), (0.14, 0.4), (0, 0.5), (0.14, 0.6), (0.12, 0.9), (0.3, 1)
        )
        return [brace * (rng.choice([-1, 1]), 1)]
    if style == 1:
        left = path((0.25, 0), (0, 0), (0, 1), (0.25, 1))
        return [left, left * (-1, 1) + (0.6 + wide, 0)]
    return [box(0, 0, 1, 1), path((0.2, 0.5), (0.45, 0.8), (1.1, -0.1))]


def mushroom(rng: np.random.Generator) -> Strokes:
    """A cap on a stalk, sometimes with dots."""
    high, stalk = rng.uniform(0.6, 1.0), rng.uniform(0.2, 0.4)
    cap = np.concatenate([arc((0, 0), (1, high), math.pi, TAU), path((1, 0), (-1, 0))])
    foot = curve(
        (-stalk, 0), (-stalk * 0.8, 0.5), (-stalk, 1), (stalk, 1), (stalk * 0.8, 0.5), (stalk, 0)
    )
    dots = [arc((x, -high * 0.45), 0.12) for x in (-0.5, 0, 0.45)] if rng.random() < 0.5 else []
    return [cap, foot, *dots]


def calculator(rng: np.random.Generator) -> Strokes:
    """A tall box with a display and keys."""
    high = rng.uniform(1.2, 1.7)
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(3, 5))
    strokes = [box(0, 0, 1, high), box(0.12, 0.1, 0.88, 0.38)]
    round_keys = rng.random() < 0.4
    for y in np.linspace(0.55, high - 0.15, rows):
        for x in np.linspace(0.2, 0.8, columns):
            strokes.append(
                arc((x, y), 0.05) if round_keys else box(x - 0.06, y - 0.05, x + 0.06, y + 0.05)
            )
    return strokes


def car(rng: np.random.Generator) -> Strokes:
    """From the side: body, roof, two wheels."""
    roof = rng.uniform(0.3, 0.55)
    body = path(
        (-1.2, 0), (-1.2, -0.4), (-0.7, -0.45), (-0.4, -0.4 - roof), (0.4, -0.4 - roof),
        (0.75, -0.4), (1.25, -0.35), (1.25, 0), (-1.2, 0),
    )  # fmt: skip
    wheels = [arc((x, 0.05), rng.uniform(0.18, 0.28)) for x in (-0.65, 0.7)]
    window = path(
        (-0.3, -0.45), (-0.2, -0.35 - roof * 0.8), (0.3, -0.35 - roof * 0.8), (0.45, -0.45)
    )
    return [body, *wheels, *([window] if rng.random() < 0.6 else [])]


def umbrella(rng: np.random.Generator) -> Strokes:
    """A canopy with scallops on a stick with a hook."""
    canopy = arc((0, 0), (1, rng.uniform(0.6, 0.9)), math.pi, TAU)
    scallops = [arc((x, 0), (1 / 3, 0.15), math.pi, TAU) for x in (-2 / 3, 0, 2 / 3)]
    stick = curve((0, 0), (0, 0.7), (0.05, 1.0), (0.2, 1.05), (0.28, 0.85))
    return [canopy, *scallops, stick]


def cup(rng: np.random.Generator) -> Strokes:
    """A cup with a handle, perhaps steaming."""
    low = rng.uniform(0.4, 0.8)
    strokes = [path((-0.7, 0), (-low, 1), (low, 1), (0.7, 0), (-0.7, 0))]
    strokes.append(curve((0.68, 0.15), (1.05, 0.2), (1.0, 0.6), (0.62, 0.65)))
    if rng.random() < 0.5:
        strokes += [
            curve((x, -0.15), (x + 0.1, -0.3), (x, -0.45), (x + 0.1, -0.6)) for x in (-0.3, 0.2)
        ]
    return strokes


def fish(rng: np.random.Generator) -> Strokes:
    """A body, a tail and an eye."""
    side = rng.choice([-1, 1])
    body = arc((0, 0), (1, rng.uniform(0.4, 0.65)))
    tail = path((0.95, 0), (1.5, -0.4), (1.5, 0.4), (0.95, 0))
    fin = curve((-0.1, -0.1), (0.2, 0.05), (-0.1, 0.2))
    eye = arc((-0.6, -0.12), 0.07)
    return [stroke * (side, 1) for stroke in (body, tail, fin, eye)]


def star(rng: np.random.Generator) -> Strokes:
    """The outline of a star of four to eight points."""
    points = int(rng.integers(4, 9))
    angle = np.arange(2 * points + 1) * math.pi / points - math.pi / 2
    radius = np.where(np.arange(2 * points + 1) % 2, rng.uniform(0.35, 0.6), 1)[:, None]
    return [radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)]


def cat(rng: np.random.Generator) -> Strokes:
    """A head with pointed ears and whiskers."""
    ears = [path((s * 0.9, -0.45), (s * 0.85, -1.2), (s * 0.3, -0.9)) for s in (-1, 1)]
    whiskers = [path((s * 0.3, y), (s * 1.2, 1.6 * y - 0.1)) for s in (-1, 1) for y in (0.15, 0.35)]
    eyes = [arc((x, -0.2), (0.1, rng.uniform(0.05, 0.14))) for x in (-0.4, 0.4)]
    nose = path((-0.1, 0.15), (0.1, 0.15), (0, 0.3), (-0.1, 0.15))
    return [arc((0, 0), 1), *ears, *whiskers, *eyes, nose]


def lamp(rng: np.random.Generator) -> Strokes:
    """A shade, a post and a foot."""
    wide = rng.uniform(0.3, 0.5)
    shade = path((-wide, -0.8), (wide, -0.8), (0.8, 0), (-0.8, 0), (-wide, -0.8))
    return [shade, path((0, 0), (0, 1)), arc((0, 1.1), (0.5, 0.12))]


def by_hand(things: Strokes, rng: np.random.Generator) -> Strokes:
    """A hand is not exact: every stroke moved and every point jittered a little."""
    size = float(np.ptp(np.concatenate(things), axis=0).max())
    return [
        jittered(stroke + rng.normal(0, 0.012 * size, 2), rng, 0.006 * size) for stroke in things
    ]


THINGS: dict[str, Thing] = {
    each.__name__.replace("_", " "): each
    for each in (
        heart, clock, house, face, arrow, tree, cloud, sun, flower, person, envelope, ladder, cube,
        television, boat, bulb, glasses, apple, question_mark, exclamation_mark, greater_or_less,
        hash_or_percent, at_sign, outline_with_details, thrown_together,
    )
}  # fmt: skip
OTHER_THINGS: dict[str, Thing] = {
    each.__name__.replace("_", " "): each
    for each in (
        mushroom, calculator, car, umbrella, cup, fish, star, cat, lamp, ampersand, bracket
    )
}  # fmt: skip
