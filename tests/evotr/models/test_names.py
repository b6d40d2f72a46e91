import pytest

from evotr.errors import ModelNotFound
from evotr.models.names import check_id, folder_name, id_of


@pytest.mark.parametrize(
    "name",
    [
        "../../etc",
        "org/../..",
        "org/..",
        "/etc/passwd",
        "org/name/more",
        "name",
        "",
        "org/.hidden",
        "-org/name",
        "org/na--me",
        "org/a..b",
        "org/name.git",
        "org/na me",
        "org/name\n",
        "org\\name/x",
        "örg/name",
        "o/" + "n" * 96,
    ],
)
def test_what_is_no_id_is_refused(name):
    with pytest.raises(ModelNotFound):
        check_id(name)


@pytest.mark.parametrize(
    "name", ["mlx-community/Qwen2.5-3B-Instruct-4bit", "a/b", "A_1/x.y-z"]
)
def test_a_folder_leads_back_to_its_id(name):
    folder = folder_name(name)
    assert "/" not in folder
    assert id_of(folder) == name
