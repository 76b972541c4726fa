"""The benchmark measures what it says, at a small size."""

from __future__ import annotations

import re

from benchmarks.names import kind_table, measured, only_known, pair_table, rank_table, tuned
from hamsafar.names.comparing import compare
from hamsafar.synthetic.pairs import name_pairs


def test_the_threshold_is_the_one_with_most_recall_at_the_wanted_precision():
    scores = [0.9, 0.8, 0.7, 0.6, 0.5]
    truth = [True, True, True, False, True]

    assert tuned(scores, truth) == 0.7
    assert measured(scores, truth, 0.7).recall == 0.75
    assert measured(scores, truth, 0.6).precision == 0.75


def test_where_no_threshold_is_precise_enough_the_best_compromise_is_taken():
    assert tuned([0.9, 0.8], [False, True]) == 0.8


def test_we_reach_what_is_wanted_and_the_peers_do_not():
    rows = {line.split("|")[1].strip(): line for line in pair_table(name_pairs(1, 800), name_pairs(2, 800))}
    ours, *peers = (rows[name] for name in rows if name not in {"method", "---"})

    assert _recall(ours) >= 0.97
    assert all(_recall(peer) < 0.8 for peer in peers if "hamsafar" not in peer)


def test_mistakes_are_counted_by_kind():
    assert any("sibling" in line for line in kind_table(name_pairs(1, 200)))


def test_the_list_of_known_names_is_given_back():
    pair = ("Каримов Зафар", "Каримов Сафар")
    before = compare(*pair).score

    with only_known(0.0):
        assert compare(*pair).score > before

    assert compare(*pair).score == before


def test_a_person_is_found_first_among_two_thousand():
    dated = next(line for line in rank_table(2_000) if line.startswith("| name and year of birth"))

    assert all(float(share) > 0.95 for share in re.findall(r"\d\.\d+", dated))


def _recall(row: str) -> float:
    return float(row.split("|")[3])
