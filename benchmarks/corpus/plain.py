"""Seeded articles for the benchmarks: the same words every time, with the parts that real articles have."""

import random

WORDS = (
    "the committee report public service data health region programme access document budget citizen network "
    "quality measure standard archive reader office market energy water school city plan study result method "
    "open early local national simple clear recent common shared stable useful careful steady annual direct "
    "improves describes presents supports explains reduces follows reaches changes keeps builds opens remains"
).split()


def markdown(words: int, seed: int = 1) -> str:
    """A Markdown article of about `words` words: sections, lists, a table every 800 words, a note every 200."""
    rng = random.Random(seed)
    parts = [
        "---",
        f"title: {_sentence(rng, 7).rstrip('.')} {seed}",
        "lang: en",
        "author: Editorial office",
        "date: 2025-02-13",
        f"summary: {_sentence(rng, 22)}",
        "---",
        "",
    ]
    written, notes, section = 0, 0, 0
    while written < words:
        section += 1
        parts += [f"## {_sentence(rng, 5).rstrip('.')} {section}", ""]
        for _ in range(4):
            sentences = [_sentence(rng, rng.randint(9, 19)) for _ in range(4)]
            sentences[1] = f"**{sentences[1][:-1]}**, as [the page](https://example.org/{section}) says."
            if rng.random() < 0.28:
                notes += 1
                sentences[2] += f"[^{notes}]"
            parts += [" ".join(sentences), ""]
            written += 56
        parts += [*(f"- {_sentence(rng, 8)}" for _ in range(4)), ""]
        written += 32
        if section % 3 == 0:
            parts += ["| Region | Budget | Result |", "|:--|--:|---|"]
            parts += [f"| {rng.choice(WORDS)} | {rng.randint(10, 990)} | {_sentence(rng, 3)} |" for _ in range(8)]
            parts += [""]
            written += 40
    parts += [f"[^{n}]: {_sentence(rng, 12)}\n" for n in range(1, notes + 1)]
    return "\n".join(parts)


def _sentence(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(count)).capitalize() + "."
