"""What honest readers and others send."""

from qa.antispam.defaults import DEFAULT_BLOCKED_WORDS, DEFAULT_CRISIS_PHRASES
from qa.antispam.submission import RuleBook, Submission

BOOK = RuleBook(
    blocked_words=DEFAULT_BLOCKED_WORDS,
    blocked_networks=("198.51.100.0/24",),
    reserved_names=("Dr Jane Olsen", "Ask Our Experts"),
    crisis_phrases=DEFAULT_CRISIS_PHRASES,
    clinic_names=("Riverbend Clinic",),
)

#: Nothing may be found in any of these.
HONEST = (
    "Thank you so much, this is the clearest explanation I have read in years!",
    "Dr Smith told me in 2014 that the nerve would never recover. It did, in 18 months.",
    "My HbA1c went from 71 to 48 mmol/mol between March 2019 and June 2020. Is that quick?",
    "I was afraid that I would die on the table. I do not want to die yet, I have grandchildren!",
    "My father died of this in 1998, aged 61. Should I be tested? I'm 45 and feel well.",
    "The trial NCT04123456 had 250 patients; 12.5% dropped out (p = 0.034). Why so many?",
    "There is a good page on this at https://www.nhs.uk/conditions/sciatica/ for beginners.",
    "See https://doi.org/10.1056/0123456789 and www.cochrane.org for what has been tried.",
    "Is it normal that my pressure is 135/85 at 8.30 in the morning and 120/80 at 22:15?",
    "I lost 20 pounds in six weeks on 1,500 calories a day and nothing else changed.",
    "My appointments were on 12/05/2019, 03.06.2019 and 2019-07-21; still no answer.",
    "MRI and CT of L4/L5 and S1: EMG normal, CRP 3 mg/l, ferritin 210 ng/ml, eGFR 88 ml/min.",
    "I couldn't live without this group. I hurt myself lifting a box, and you helped!",
    "The book is ISBN 0-19-852663-6 or 978-0-19-852663-6 if anyone wants to look it up.",
    "Danke für die Antwort – bei mir war es genauso. Грыжа была и у моего брата.",
    "Why do 3 out of 10 people over 65 get shingles twice? Is the vaccine of 2018 any better?",
    "My INR 2.5 was fine, they said. I have CAD 3 vessel disease since 2007 & take it calmly.",
    "In Germany you get ibuprofen without prescription; there is no herbal cure for neuropathy.",
    "I love spell checkers: with numb hands I keep cutting myself and hitting two keys at once.",
    "He lost our house to sports betting and took out a payday loan. Is addiction an illness?",
    "One in the family had it, then two, then three… Is it in the genes (rs12345, BRCA1)?",
)

#: These may wait for a moderator, but they are neither spam nor refused.
DELICATE = (
    "My neighbour's suicide in May shook all of us; are there prevention groups in Leeds?",
    "My GP put me on 500 mg of metformin and I feel sick all day long.",
    "At Riverbend Clinic they were very kind to my mother.",
    "It cost me €3,200 and my insurance paid nothing.",
)


def sent(text: str = "Thank you for this answer.", **details) -> Submission:
    """Return a submission of a patient reader, with *details* of its own."""
    return Submission(text=text, **{"name": "Robin", "seconds": 90.0, **details})
