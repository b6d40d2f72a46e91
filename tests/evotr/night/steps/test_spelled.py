import pytest

from evotr.domain import fold
from evotr.night.steps.personal import personal
from evotr.night.steps.spelled import spelled


def readings(text):
    return {one.digits for one in spelled(fold(text))}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("bir sıfır dört altı", {"1046"}),
        ("Numara sıfır beş yüz otuz iki dir", {"0532"}),
        ("yüz yirmi üç kırk beş on altı", {"1234516"}),
        ("on iki yüz yirmi üç", {"12123", "10223"}),
        ("sıfırbeş yüzotuziki kırkbeş altmışyedi", {"05324567"}),
        ("oh five three two", {"0532"}),
        ("double two triple five, one two", {"2255512"}),
        ("one hundred twenty three forty five", {"12345"}),
        ("0532 yüz yirmi üç", {"0532123"}),
    ],
)
def test_words_are_read_as_digits(text, digits):
    assert digits & readings(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bir iki üç",
        "bir iki üç dört beş",
        "ten nine eight seven six",
        "üç virgül bir dört bir beş",
        "three point one four one five",
        "on iki bin üç yüz kırk beş altı",
        "bin dokuz yüz yirmi üç",
        "12 14 16 18",
        "birinci ikinci üçüncü dördüncü",
        "one or two of three, or four",
    ],
)
def test_counting_quantities_and_fractions_are_none(text):
    assert readings(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "bir sıfır sıfır sıfır sıfır sıfır sıfır sıfır bir dört altı",
        "one zero zero zero zero zero zero zero one four six",
        "dört bir bir bir, bir bir bir bir, bir bir bir bir, bir bir bir bir",
        "four one one one one one one one one one one one one one one one",
        "sıfır beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi",
        "oh five three two, one two three, four five six seven",
        "dokuz iki yedi dört bir altı sekiz üç",
        "nine two seven four one six eight three",
        "no10000000146x",
        "10.000.000.146",
        "١٠٠٠٠٠٠٠١٤٦",
        "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE",
    ],
)
def test_what_is_somebodys_is_found(text):
    assert personal("Ne?", text) == "personal_number"


@pytest.mark.parametrize(
    "text",
    [
        "bir sıfır bir sıfır bir sıfır bir sıfır",
        "iki, üç, beş, yedi, on bir, on üç, on yedi, on dokuz, yirmi üç",
        "one one two three five eight thirteen twenty-one",
        "on iki, on beş, on bir, on dört, on altı, on üç, on yedi",
        "üç iki, bir sıfır, iki iki, dört bir",
        "seksen beş milyon üç yüz yetmiş iki bin üç yüz yetmiş yedi",
        "no10000000147x",
        "12.345.678.901",
        "550e8400-e29b-41d4-a716-446655440000",
        "DefaultAnnotationHandlerMapping2",
    ],
)
def test_lists_sums_and_names_are_nobodys(text):
    assert personal("Ne?", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Müşteri numaram dört iki yedi bir dokuz.",
        "My customer number is four two seven one nine.",
        "Pasaport: u dört iki yedi bir dokuz iki altı",
        "Vergi kimlik no: bir iki üç dört beş altı yedi sekiz dokuz sıfır",
    ],
)
@pytest.mark.parametrize("before", ["", "Uzun bir söz. ", "Uzun bir söz. " * 40])
@pytest.mark.parametrize("after", ["", " İşte böyle.", " İşte böyle." * 40])
def test_what_a_number_in_words_is_of_stands_near_it(before, text, after):
    assert personal("Ne?", f"{before}{text}{after}") == "personal_number"


def test_what_stands_far_from_a_number_in_words_is_not_of_it():
    far = "Uzun bir söz. " * 40
    text = f"Müşteri numaram şu: {far} dört iki yedi bir dokuz"
    assert personal("Ne?", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "bir" * 1_900 + "x",
        "bir " * 1_400,
        "on yirmi otuz kırk\n" * 8_000,
        "arayın: on bir yirmi kırk beş\n" * 4_000,
    ],
)
def test_digits_in_words_are_no_trap_for_the_time_it_takes(text):
    assert personal("Ne?", text) is None


@pytest.mark.parametrize(
    "said", ["admin / Tr0ub4dor&3", "root:hunter22", "guest | a1b2c3"]
)
def test_a_login_is_a_secret_whatever_was_asked(said):
    assert personal("Modem?", said) == "secret"


@pytest.mark.parametrize("said", ["root / home", "admin: yönetici", "user 1234abcd"])
def test_what_only_looks_like_a_login_is_none(said):
    assert personal("Modem?", said) is None
