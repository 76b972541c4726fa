from hamsafar.kit.moves import can_move


def test_the_table_decides_what_may_move():
    table = {"open": frozenset({"done"}), "done": frozenset()}

    assert can_move(table, "open", "done")
    assert not can_move(table, "done", "open")
