# SPDX-License-Identifier: GPL-2.0-or-later
"""Plots of the bench, drawn by gnuplot."""

import subprocess

HEAD = """
set terminal svg size 1100,600 background "white"
set ylabel "nanoseconds"
set key outside right top
set logscale y
"""


def gnuplot(script):
    subprocess.run(["gnuplot"], input=HEAD + script, text=True, check=True)


def value(function, *arguments):
    try:
        return f"{function(*arguments):.1f}"
    except KeyError:
        return "NaN"


def draw_costs(figures, contenders, path):
    rows = [row for row, of in figures.rows.items() if "packet" in of.get("wire", {}).get("figures", {})]
    columns = {name: [value(figures.cost, row, name) for row in rows] for name in contenders}
    columns = {name: costs for name, costs in columns.items() if set(costs) - {"NaN"}}
    if not columns:
        return
    data = "\n".join(map(" ".join, zip(rows, *columns.values())))
    bars = ", ".join(f'$data using {i + 2}:xtic(1) title "{name}"'
                     for i, name in enumerate(columns))
    gnuplot(f"""
set output "{path}"
set title "Cost of switching: time a packet above the wire's"
set style data histogram
set style fill solid 0.8
set boxwidth 0.9
set xtics rotate by -30
$data << END
{data}
END
plot {bars}
""")


def draw_series(figures, contenders, series, path):
    """@series: title, what is counted, the rows by that count, and the figure's function."""
    title, label, rows, function = series
    lines = [(name, [(count, value(function, row, name)) for count, row in rows.items()])
             for name in contenders]
    lines = [(name, [point for point in points if point[1] != "NaN"]) for name, points in lines]
    lines = [(name, points) for name, points in lines if len(points) > 1]
    if not lines:
        return
    data = "".join("\n".join(f"{count} {cost}" for count, cost in points) + "\n\n\n"
                   for _, points in lines)
    curves = ", ".join(f'$data index {i} with linespoints linewidth 2 title "{name}"'
                       for i, (name, _) in enumerate(lines))
    gnuplot(f"""
set output "{path}"
set title "{title}"
set xlabel "{label}"
set logscale x
$data << END
{data}END
plot {curves}
""")


def draw(figures, contenders, directory):
    masks = (1, 8, 32, 64)
    draw_costs(figures, contenders, f"{directory}/cost.svg")
    for name, series in {
            "masks": ("1,000 rules, packets of established flows: cost", "masks",
                      {count: f"acl-{count}" for count in masks}, figures.cost),
            "masks-new": ("1,000 rules, each packet a new flow: cost", "masks",
                          {count: f"acl-{count}-new" for count in masks}, figures.cost),
            "flood": ("flood: time a packet", "ports",
                      {count: f"flood-{count}" for count in (10, 100, 1000)}, figures.time),
    }.items():
        draw_series(figures, contenders, series, f"{directory}/{name}.svg")
