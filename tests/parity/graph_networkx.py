"""Reads a GraphML file with networkx and writes what it found, one number a line, in an order that both sides know.
Called by graph_networkx.cpp with the GraphML file and the file to write."""
import sys

import networkx

graph = networkx.read_graphml(sys.argv[1])
lines = [str(graph.graph["title"]), "undirected" if not graph.is_directed() else "directed"]
nodes = sorted(graph.nodes, key=lambda name: (name[0], int(name[1:])))
for name in nodes:
    values = graph.nodes[name]
    lines.append(f"node {name} {values['kind']} {values['x']!r} {values['y']!r} {values['name']}")
    for key in sorted(values):
        if key.startswith(("teacher_", "student_")):
            lines.append(f"{key} {values[key]!r}")
edges = [(a, b) if a[0] == "s" else (b, a) for a, b in graph.edges]
for sample, proxy in sorted(edges, key=lambda edge: (int(edge[0][1:]), int(edge[1][1:]))):
    values = graph.edges[sample, proxy]
    lines.append(f"edge {sample} {proxy} " + " ".join(f"{key}={values[key]!r}" for key in sorted(values)))
with open(sys.argv[2], "w", encoding="utf-8", newline="\n") as file:
    file.write("\n".join(lines) + "\n")
