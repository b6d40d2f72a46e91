import shutil

import pytest

from evotr.errors import (
    FolderNotWritable,
    ModelDamaged,
    ModelInUse,
    ModelNotFound,
    PullRunning,
)
from evotr.models import ModelLibrary
from evotr.models.staging import exclusive, folder_bytes, retire, staging_folder


@pytest.fixture
def library(tmp_path, model_folder):
    bundled = tmp_path / "evotr-mini"
    shutil.copytree(model_folder, bundled)
    for name in ("org--two", "org--one"):
        shutil.copytree(model_folder, tmp_path / "models" / name)
    (tmp_path / "models" / ".staging").mkdir()
    return ModelLibrary(tmp_path / "models", bundled)


def test_the_bundled_model_comes_first_then_the_others_by_id(library):
    found = library.installed()
    assert [info.id for info in found] == ["evotr-mini", "org/one", "org/two"]
    assert [info.bundled for info in found] == [True, False, False]


def test_without_a_folder_there_is_still_the_bundled_model(library, tmp_path):
    alone = ModelLibrary(tmp_path / "nowhere", library.bundled)
    assert [info.id for info in alone.installed()] == ["evotr-mini"]


def test_a_folder_elsewhere_is_installed_while_it_is_in_use(library, model_folder):
    found = library.installed(str(model_folder))
    assert [info.id for info in found][-1] == str(model_folder)
    assert found[-1].path == model_folder
    assert len(found) == 4


@pytest.mark.parametrize("name", ["", "evotr-mini", "org/one", "org/gone", "/gone"])
def test_a_model_in_use_is_not_installed_twice(library, name):
    assert len(library.installed(name)) == 3


def test_a_model_is_known_by_another_path(library, tmp_path):
    (tmp_path / "link").symlink_to(library.folder / "org--one")
    assert len(library.installed(str(tmp_path / "link"))) == 3
    assert library.is_called(library.folder / "org--one", str(tmp_path / "link"))
    assert not library.is_called(library.folder / "org--two", str(tmp_path / "link"))
    assert not library.is_called(tmp_path / "gone", "org/one")


@pytest.mark.parametrize("name", ["", "evotr-mini"])
def test_the_bundled_model_has_two_names(library, name):
    assert library.resolve(name) == library.bundled
    assert library.setting_for(library.info(name)) == ""


def test_an_id_is_a_folder_of_the_library(library):
    assert library.resolve("org/one") == library.folder / "org--one"
    assert library.setting_for(library.info("org/one")) == "org/one"


def test_a_folder_elsewhere_is_found_by_its_path(library, model_folder, monkeypatch):
    assert library.resolve(str(model_folder)) == model_folder
    monkeypatch.chdir(model_folder.parent)
    info = library.info("./tiny")
    assert info.path == model_folder
    assert library.setting_for(info) == str(model_folder)


@pytest.mark.parametrize(
    "name", ["org/three", "nowhere", "../models", "~nobody-here/x", "a\0b", "x" * 9000]
)
def test_what_is_not_here_is_not_found(library, name):
    with pytest.raises(ModelNotFound):
        library.resolve(name)


def test_a_damaged_model_is_shown_and_not_chosen(library):
    (library.folder / "org--one" / "config.json").unlink()
    assert isinstance(library.info("org/one").problem, ModelDamaged)
    with pytest.raises(ModelDamaged):
        library.checked("org/one")
    assert library.checked("org/two").problem is None


def test_a_removed_model_is_gone_and_its_size_is_told(library):
    size = library.info("org/one").size_bytes
    assert library.remove("org/one", in_use="org/two") == size
    with pytest.raises(ModelNotFound):
        library.resolve("org/one")
    assert not staging_folder(library.folder, "org/one").exists()
    assert library.info("org/two").problem is None


def test_what_an_unfinished_pull_left_is_removed_too(library):
    staged = staging_folder(library.folder, "org/three")
    staged.mkdir()
    (staged / "model.safetensors.abc.part").write_bytes(b"12345")
    assert library.remove("org/three") == 5
    assert not staged.exists()


def test_what_a_killed_removal_left_is_removed(library):
    staged = staging_folder(library.folder, "org/one")
    left = retire(staged, library.folder / "org--one")
    assert [info.id for info in library.installed()] == ["evotr-mini", "org/two"]
    size = folder_bytes(left)
    assert library.remove("org/one") == size > 0
    assert not left.exists()


@pytest.mark.parametrize("name", ["", "evotr-mini"])
def test_the_bundled_model_is_not_removed(library, name):
    with pytest.raises(ModelInUse):
        library.remove(name)
    assert library.bundled.is_dir()


def test_the_model_in_use_is_not_removed_by_whatever_name(library):
    for in_use in ("org/one", str(library.folder / "org--one")):
        with pytest.raises(ModelInUse):
            library.remove("org/one", in_use=in_use)
    assert library.info("org/one").problem is None


def test_a_choice_that_is_gone_does_not_hinder_removing(library):
    assert library.remove("org/one", in_use="org/gone") > 0


def test_a_folder_of_the_users_own_is_never_removed(library, model_folder):
    with pytest.raises(ModelNotFound):
        library.remove(str(model_folder))
    assert model_folder.is_dir()


@pytest.mark.parametrize(
    "name", [" ", ".", "..", "/", "./", "a/../b", "../models", "org--one", "org/", "*"]
)
def test_what_is_no_id_removes_nothing(library, name):
    before = sorted(library.folder.parent.rglob("*"))
    for ask in (library.check_removable, library.remove):
        with pytest.raises(ModelNotFound):
            ask(name)
    assert sorted(library.folder.parent.rglob("*")) == before


def test_whether_a_model_can_be_removed_is_told_before(library):
    library.check_removable("org/one", in_use="org/two")
    with pytest.raises(ModelInUse):
        library.check_removable("org/one", in_use="org/one")
    assert library.info("org/one").problem is None


def test_a_model_that_is_being_pulled_is_not_removed(library):
    staged = staging_folder(library.folder, "org/one")
    with exclusive(staged, "org/one"), pytest.raises(PullRunning):
        library.remove("org/one")
    assert library.info("org/one").problem is None


def test_a_folder_that_refuses_is_named(library):
    (library.folder / ".staging").rmdir()
    (library.folder / ".staging").write_text("a file")
    with pytest.raises(FolderNotWritable) as caught:
        library.remove("org/one")
    assert caught.value.values["path"] == library.folder
    assert library.info("org/one").problem is None
