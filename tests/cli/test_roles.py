from clerk import Kantor, run


def test_roles_today_on_a_day_and_at_a_commit(kantor: Kantor) -> None:
    repo = kantor.repo
    today = run(repo, "roles", "--lang", "en").out
    assert today.startswith(f"Offices on {kantor.today()}")
    assert "Change manager (Cici Pengelola): accept, reject, classify_normal" in today
    assert "where four eyes bars every Change manager, Head (Ani Kepala): accept" in today
    assert "Nothing ends within 30 days." in today
    before = run(repo, "roles", "--on", "2001-01-01", "--lang", "en").out
    assert "Change manager (nobody in office)" in before
    text = (repo / "roles.yaml").read_text()
    (repo / "roles.yaml").write_text(text.replace("Cici Pengelola", "Nama Lain"))
    assert "Nama Lain" in run(repo, "roles").out
    assert "Nama Lain" not in run(repo, "roles", "--at", "main").out


def test_roles_lists_what_ends_soon(kantor: Kantor) -> None:
    repo = kantor.repo
    text = (repo / "roles.yaml").read_text()
    end = f'\n    - person: pengelola-1\n      until: "{kantor.today()}"\n'
    head, _, rest = text.partition("\n  change_manager:")
    changed = f"{head}\n  change_manager:" + rest.replace("\n    - person: pengelola-1\n", end, 1)
    assert changed != text
    (repo / "roles.yaml").write_text(changed)
    said = run(repo, "roles", "--lang", "en", "--within", "0").out
    assert "Ends within 0 days" in said
    assert f"{kantor.today()}  Cici Pengelola (pengelola-1): the office" in said


def test_roles_at_what_is_no_commit_or_day(kantor: Kantor) -> None:
    assert "no commit" in run(kantor.repo, "roles", "--at", "x", "--lang", "en", code=2).err
    assert "is no day" in run(kantor.repo, "roles", "--on", "x", "--lang", "en", code=2).err
