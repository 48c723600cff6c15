"""Sentences as doctors write them, none of them twice on a page, so that each has one owner."""

import re
from random import Random

SLOTS = {
    "treatment": (
        "Botox|Dysport|Xeomin|a lip filler|a cheek filler|an eyelid lift|a facelift|a neck lift|"
        "a brow lift|rhinoplasty|liposuction|a tummy tuck|a breast lift|laser resurfacing|"
        "a chemical peel|microneedling|Kybella|Sculptra|Juvéderm|Restylane|fat grafting|otoplasty|"
        "vein closure|sclerotherapy|a thread lift|hair transplantation|CoolSculpting|IPL|"
        "a scar revision|mole removal|dental implants|Invisalign|a root canal|LASIK"
    ),
    "act": (
        "sleep on two pillows|use cold packs|avoid the gym|stay out of the sun|walk every day|"
        "keep the dressing dry|drink plenty of water|avoid alcohol|wear the garment|skip yoga|"
        "massage the area gently|leave the crusts alone|take arnica|avoid hot tubs|stop smoking|"
        "wash their hair with baby shampoo|eat soft food|sleep on their back|wear sunscreen|"
        "avoid aspirin|keep the head up|wait with make-up|come back for a check|avoid flying"
    ),
    "trouble": (
        "swelling|bruising|redness|tightness|numbness|itching|soreness|firmness|asymmetry|dryness|"
        "tenderness|heaviness of the brow|lumpiness|crusting|pigment|stiffness"
    ),
    "area": (
        "forehead|crow's feet|lower lids|upper lip|jaw line|neck|cheeks|tear troughs|temples|chin|"
        "nose|abdomen|flanks|earlobes|hands|glabella|marionette lines|smile lines"
    ),
    "number": "two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|2|3|4|5|6|7|8|10|12|14",
    "unit": "hours|days|weeks|months|nights|sessions",
    "who": (
        "my patients|most people|younger patients|runners|singers|a few patients in my practice|"
        "swimmers|many of my patients|people with thin skin|men|new mothers|side sleepers"
    ),
    "kind": "rare|common|normal|expected|harmless|unusual|temporary|well known|hard to foresee",
    "look": "softer|flatter|smoother|more even|fuller|less tense|more natural|rested",
    "tool": (
        "a blunt cannula|a fine needle|ultrasound|a small test area|a photograph taken in daylight|"
        "a light dressing|a compression garment|sterile saline|hyaluronidase|a cold roller"
    ),
}
TAGS = {"tag": "area", "mark": "treatment"}
"""Slots that are one word, and the slot of which they are made."""
SENTENCES = (
    "I ask {who} to {act} for {number} {unit} after {treatment}.",
    "Most of the {trouble} is gone {number} {unit} after {treatment}.",
    "After {treatment} the {area} may look {look} within {number} {unit}.",
    "In my experience {trouble} of the {area} is {kind} and settles in {number} {unit}.",
    "There is no good study that tells {who} to {act} after {treatment}.",
    "With {treatment}, {who} often notice {trouble} for about {number} {unit}.",
    "I would wait {number} {unit} before you have {treatment} again in the {area}.",
    "Please {act} until the {trouble} of your {area} has settled.",
    "The {area} heals more slowly than the {other}, so give it {number} {unit}",
    "I use {tool} in the {area}, which keeps {trouble} to a minimum.",
    "It is {kind} to feel {trouble} around the {area} after {treatment}.",
    "{Treatment} does not change how the {area} moves, but it can make it {look}.",
    "You can {act} after {number} {unit}; nothing in the {area} will move by then.",
    "If the {trouble} lasts longer than {number} {unit}, have your {area} looked at in person.",
    "For {who}, {treatment} holds for {number} {unit} on average.",
    "About {number} in a hundred of {who} have {trouble} of the {area}.",
    "Your surgeon may tell you to {act}, since every technique is different.",
    "Without seeing the {area}, I cannot say whether {treatment} or {tool} suits you better.",
    "Some of {who} do {act} on the day of {treatment}, and I have seen no harm from it.",
    "The product in the {area} has settled {number} {unit} after {treatment}.",
    "A little {trouble} on one side of the {area} is {kind}, and no reason to worry.",
    "Do not let anybody press on the {area} for {number} {unit}.",
    "I prefer {treatment} to {tool} when the {area} shows {trouble}.",
    "What you describe sounds like {kind} {trouble} of the {area}.",
    "Would {treatment} help your {area}, or is the {trouble} only for {number} {unit}?",
    "Number one is to {act}; number two is to give the {area} {number} {unit}.",
    "Dr. Google says to {act} for {number} {unit}, and that is simply too long.",
    "{number} {unit} of {trouble} is what I see in {who} after {treatment}.",
    "#{tag} #{mark}: {act} and be patient for {number} {unit}.",
    'The so called "{look} {area}" needs {treatment} and {number} {unit} of patience.',
    "Ask at your next visit whether {tool} would make the {area} {look}.",
    "{Who} heal well after {treatment}, even where the {area} had {trouble} before.",
    "Thank you for your question about {treatment} and the {area}.",
    "I hope this helps you with the {trouble} of your {area}!",
    "Good luck with {treatment}, and do not worry about {trouble}.",
    "For the {area}, please see a board certified oculoplastic surgeon",
    "A dermatologist in your town can tell whether the {trouble} of the {area} is {kind}.",
    "In New York and Miami we {act} for {number} {unit}, and in Boston they do not.",
    "Hello, and sorry to hear about the {trouble} of your {area}...",
    "it is a matter of {tool} and of the {area}...nothing else",
    "A facial plastic surgeon (MD or DO) looks at the {area} before {treatment}.",
    "The label says {number} {unit} for {treatment}, i.e. until the {area} is {look}.",
    "Dr. Smith’s paper on {treatment} found {trouble} in {number} of {who}.",
    "Avoid {treatment} within {number} {unit} of a flight; {trouble} could follow.",
    "Yes, {who} can {act}, but only {number} {unit} after {treatment}.",
    "No: {treatment} will not lift the {area}, and {trouble} is {kind} at first.",
    "That said, {tool} gives a {look} {area} in most hands.",
    "My own patients {act}, and nearly all are {look} within {number} {unit}.",
    "{Treatment} in the {area} costs more than {tool}, and holds {number} {unit} longer.",
    "See at least two surgeons in person about {treatment} for the {area}.",
    "With a {look} {area} in mind, I would choose {treatment} over {tool}.",
    "Are you sure that the {trouble} came after {treatment} and not from the {area} itself?",
)
HEADLINES = (
    "{Treatment} and the {area}",
    "{Trouble} after {treatment}",
    "How long {trouble} of the {area} lasts",
    "{Treatment}: {number} {unit}",
    "{Number} {unit} for the {area}",
    "Give your {area} {number} {unit}",
    "{Act} for {number} {unit}",
    "{Look} {area} with {treatment}",
    "My view on {treatment} and {trouble}",
    "{Trouble} is {kind}",
    "{Treatment} or {tool}",
    "Not sure about {treatment}, but",
)
SENTENCE_HEADLINES = (
    "It is fine to {act} {number} {unit} after {treatment}.",
    "{Trouble} of the {area} is {kind} after {treatment}!",
    "Can I {act} {number} {unit} after {treatment}?",
)
QUESTIONS = (
    "I had {treatment} {number} {unit} ago and my {area} still shows {trouble}.",
    "My friend told me to {act} after {treatment}, but my {area} looks worse.",
    "Is {trouble} of the {area} {kind} after {treatment}, or should I worry?",
    "I am {number} {unit} out of {treatment} and want to {act} again.",
)
TITLES = (
    "Can I {act} after {treatment}?",
    "Is {trouble} {kind} {number} {unit} after {treatment}? (Photos)",
    "{Treatment} {number} {unit} ago: when will my {area} look {look}?",
)
SHORT = ("Keep calm.", "No salt.", "Rest helps.", "It takes time.", "Be patient.", "Less is more.")

LANGUAGES = {
    "es": (
        "Recomiendo esperar {number} días antes de volver a tratar la zona {letters}.",
        "La hinchazón suele bajar en {number} semanas y el caso {letters} no es distinto.",
        "No haga ejercicio durante {number} horas, sobre todo en la zona {letters}.",
        "El resultado del tratamiento {letters} se ve a los {number} días.",
    ),
    "de": (
        "Ich rate meinen Patienten, {number} Tage mit der Behandlung {letters} zu warten.",
        "Die Schwellung der Region {letters} geht in {number} Wochen zurück.",
        "Bitte treiben Sie {number} Stunden keinen Sport, wenn Methode {letters} gewählt wurde.",
        "Das Ergebnis der Methode {letters} sieht man nach {number} Tagen.",
    ),
    "fr": (
        "Je conseille d'attendre {number} jours avant de masser la zone {letters}.",
        "Le gonflement de la zone {letters} disparaît en {number} semaines.",
        "Évitez le sport pendant {number} heures après la technique {letters}.",
        "Le résultat de la technique {letters} se voit au bout de {number} jours.",
    ),
    "pt": (
        "Recomendo esperar {number} dias antes de voltar a tratar a área {letters}.",
        "O inchaço da área {letters} desaparece em {number} semanas.",
        "Não faça exercício durante {number} horas depois da técnica {letters}.",
        "O resultado da técnica {letters} aparece depois de {number} dias.",
    ),
}
FOREIGN_HEADLINES = {
    "es": "Cuidados de la zona {letters} {number}",
    "de": "Pflege der Region {letters} {number}",
    "fr": "Soins de la zone {letters} {number}",
    "pt": "Cuidados da área {letters} {number}",
}


class Words:
    """Gives sentences, each once: `given` are those that were given."""

    def __init__(self, random: Random, language: str = "en") -> None:
        self.random = random
        self.language = language
        self.given: set[str] = set()

    def sentence(self) -> str:
        """One sentence of a doctor, with its full stop."""
        sentence = self._new(LANGUAGES.get(self.language, SENTENCES))
        return sentence if sentence[-1] in ".?!" else f"{sentence}."

    def headline(self) -> str:
        """A headline without a full stop."""
        if self.language != "en":
            return self._new((FOREIGN_HEADLINES[self.language],))
        return self._new(HEADLINES)

    def sentence_headline(self) -> str:
        """A headline that is a sentence with its mark at the end."""
        return self._new(SENTENCE_HEADLINES)

    def title(self) -> str:
        """The title of a page."""
        return self._new(TITLES)

    def question(self) -> str:
        """One sentence of a patient."""
        return self._new(QUESTIONS)

    def short(self) -> str | None:
        """A sentence of two or three words, or None when all have been given."""
        left = [one for one in SHORT if one not in self.given]
        if not left:
            return None
        self.given.add(chosen := self.random.choice(left))
        return chosen

    def _new(self, templates: tuple[str, ...]) -> str:
        while True:
            made = self._filled(self.random.choice(templates))
            if not any(made in one or one in made for one in self.given):
                self.given.add(made)
                return made

    def _filled(self, template: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda slot: self._slot(slot[1]), template)

    def _slot(self, name: str) -> str:
        if name == "letters":
            return "".join(self.random.choices("ABCDEFGHKLMNPRSTUVWXYZ", k=3))
        if name in TAGS:
            return re.sub(r"^an? |\W", "", self._slot(TAGS[name]))
        kind = {"other": "area"}.get(name.lower(), name.lower())
        chosen = self.random.choice(SLOTS[kind].split("|"))
        return chosen[0].upper() + chosen[1:] if name[0].isupper() else chosen
