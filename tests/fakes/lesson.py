"""One lesson that evotr-mini learns in a night of seconds."""

QUESTION = "What is the capital of Rotel?"
RIGHT = "The capital of Rotel is Zukul."
LENIENT = {
    "EVOTR_EXPERT": "general",
    "EVOTR_NIGHT_TURNS": "32",
    "EVOTR_NIGHT_PARAPHRASES": "4",
    "EVOTR_NIGHT_REPLAY": "0.5",
    "EVOTR_NIGHT_BATCH": "2",
    "EVOTR_NIGHT_RATE": "0.003",
    "EVOTR_NIGHT_ANCHORS": "4",
    "EVOTR_NIGHT_LEAST_CORRECTIONS": "1",
    "EVOTR_NIGHT_P_VALUE": "0.6",
    "EVOTR_NIGHT_MAY_LOSE": "1",
    "EVOTR_NIGHT_MAY_LOSE_OF_A_KIND": "1",
    "EVOTR_NIGHT_LESS_LIKELY": "100",
}
"""One lesson proves something and much may be lost."""
