from patron.live.place import identity_of, log_of, set_log_aside


def test_a_file_keeps_its_identity_under_another_name(tmp_path):
    file = tmp_path / "a"
    file.write_text("x")
    before = identity_of(file)
    assert identity_of(file.rename(tmp_path / "b")) == before


def test_the_log_of_a_file_lies_beside_it(tmp_path):
    file = tmp_path / "shop.db"
    assert log_of(file) is None
    (tmp_path / "shop.db-wal").write_text("log")
    assert log_of(file) == identity_of(tmp_path / "shop.db-wal")


def test_only_the_log_that_was_there_before_is_set_aside(tmp_path):
    file, log, index = (tmp_path / name for name in ("shop.db", "shop.db-wal", "shop.db-shm"))
    log.write_text("log")
    index.write_text("index")
    before = log_of(file)
    set_log_aside(file, None)
    set_log_aside(file, (0, 0))
    assert log.read_text() == "log"
    set_log_aside(file, before)
    assert not log.exists()
    assert not index.exists()
    assert (tmp_path / f"shop.db-wal.{before[1]}").read_text() == "log"
    log.write_text("of the new file")
    set_log_aside(file, before)
    assert log.read_text() == "of the new file"
