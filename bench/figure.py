# SPDX-License-Identifier: Apache-2.0
"""What a benchmark prints, as figure.c does it."""


def figure(name, value, unit, floor, goal):
    """`goal` is what the ratio of value to floor may be at most; of the value itself, where the floor is nought."""
    ratio = value / floor if floor else 0
    verdict = "ok" if (ratio if floor else value) <= goal else "short"
    print(f"figure {name} value {value:.4g} {unit} floor {floor:.4g} ratio {ratio:.3g} goal <={goal:.3g} {verdict}")
