from patron.cli.identity import identity


def test_every_command_says_what_it_does():
    names = {command.callback.__name__ for command in identity.registered_commands}
    assert names == {
        "plan", "explain", "split", "merge", "undo", "review", "verdicts", "customers",
    }  # fmt: skip
    assert all(command.callback.__doc__ for command in identity.registered_commands)


def test_accounts_are_split_and_the_split_is_undone(built):
    def run(*words):
        done = built.run("-q", "identity", *words)
        assert (done.code, done.err) == (0, "")
        return done.out

    said = run("split", "till:k9", "app:u9", "--why", "two brothers", "--by", "ann")
    assert said.startswith("verdict 1: app:u9 and till:k9 are two people (ann, ")
    assert "are two customers" in run("explain", "till:k9", "app:u9")
    assert "[holds]" in run("verdicts")
    assert "merge into" in run("undo", "1", "--why", "a slip", "--by", "bob")
    assert "are one customer" in run("explain", "till:k9", "app:u9")
    assert "merges:    0" in run("plan")
    assert run("review") == "Nothing waits for review.\n"


def test_customers_of_a_day_are_told_as_csv(small_shop):
    found = small_shop.run("-q", "identity", "customers", "--as-of", "2023-02-15").out
    header, first, *_ = found.splitlines()
    assert header == "source,account,customer_id,known_at"
    assert first.split(",")[-1].endswith("+00:00")
    assert len(found.splitlines()) < small_shop.run("identity", "customers").out.count("\n")


def test_a_typo_is_answered_with_the_nearest_names(small_shop):
    done = small_shop.run("identity", "explain", "till:k99", "app:u9")
    assert done.code == 2
    assert "the nearest are: till:k9, " in done.err


def test_a_reason_is_asked_for(small_shop):
    done = small_shop.run("identity", "merge", "till:k9", "till:k8")
    assert done.code == 2
    assert "--why" in done.err
