"""Which sets of media workers are the same."""

from audiencia.media.control.identity import fleet

NAMES = ("10.0.0.1:7883", "10.0.0.2:7883")


def test_all_nodes_with_the_same_list_and_secret_are_alike_wherever_they_run() -> None:
    assert fleet("secret", NAMES, "one") == fleet("secret", reversed(NAMES), "two")
    assert len(fleet("secret", NAMES, "one")) == 64


def test_another_list_or_another_secret_is_another_set() -> None:
    assert fleet("secret", NAMES, "one") != fleet("secret", NAMES[:1], "one")
    assert fleet("secret", NAMES, "one") != fleet("other", NAMES, "one")


def test_a_worker_of_the_machine_itself_is_another_one_on_each() -> None:
    for name in ("127.0.0.1:7883", "[::1]:7883", "localhost:7883"):
        assert fleet("secret", [name], "one") != fleet("secret", [name], "two")
