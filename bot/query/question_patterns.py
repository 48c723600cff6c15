"""Regular expressions for questions: what opens one, joins two, or asks nothing at all.

Every repetition is bounded, so that no text takes long. pieces.py uses them, and shows what each is
for.
"""

import re

from index.patterns import pattern

PERSON = r"(?:i|you|u|we|he|she|it|they|there)\b"
THING = (
    rf"(?:{PERSON}"
    r"|(?:this|that|these|those|my|your|his|her|our|their|the|an?|any|anyone|someone)\b)"
)
MODAL = r"(?:can|could|should|would|will|shall|must|may|might|cud|shud|wud)"
AUXILIARY = rf"(?:{MODAL}|do|does|did|is|are|was|were|am|has|have|had)(?:n't)?\b"
OTHER = r"\s+(?!(?:and|or|i|you|we|he|she|it|they|my|the|this|that|to)\b)[\w'/-]+"
MANNER = r"(?:long|soon|much|many|often|far|late|early|likely|common|bad|safe|well|fast|quickly)"
INVERTED = (
    rf"(?:(?:can|could|should|would|will|shall|is|are)(?:n't)?\s+{THING}"
    rf"|{MODAL}\s+(?:one|two|some|most|many|both|another|people|patients|doctors)\b"
    rf"|(?:do|did|was|were|am|has|have|had|must|may|might|cud|shud|wud|dose)(?:n't)?\s+{PERSON}"
    r"|(?:can'?t|won'?t)\s+(?:i|it|you|they)\b"
    r"|(?:is|are)\s+(?!(?:very|really|so|too|not|quite|getting|still)\b)(?:\w+\s+){1,3}"
    r"(?:ok|okay|safe|allowed|possible|permanent|necessary|dangerous|harmful|normal)\b"
    r"|do\s+(?:these|those|people)\b|does(?:n't)?\s+(?!not\b)\w)"
)
WH = (
    rf"(?:(?:what|how)(?:{OTHER}){{0,4}}?\s+{AUXILIARY}"
    rf"|(?:at|in|for|by|to|from|with|after|until|within)\s+what(?:{OTHER}){{0,3}}?\s+{AUXILIARY}"
    rf"|(?:why|when|where|who)\s+{AUXILIARY}"
    rf"|which(?:{OTHER}){{1,3}}?\s+{AUXILIARY}|which\s+(?:is|are)\s+(?:the\s+)?(?:bett|best|saf)"
    r"|(?:what|how|who|where|when|why)'?s\s+\w"
    r"|(?:how|what|where|when)\s+to\b|(?:what|how)\s+about\b|how\s+come\b|why\s+not\b"
    r"|what\s+(?:if|happens|causes)\b)"
)
OPENING = pattern(
    rf"(?:{INVERTED}|{WH}|how\s+{MANNER}\b|any\s+(?:idea|way|chance|risk|harm|danger|reason)s?\b)",
    re.IGNORECASE,
)
WONDERING = pattern(
    r"\b(?:wondering|i\s+wonder"
    r"|(?:like|want|wanted|need|love|wish|curious|wanna)\s+(?:to\s+)?"
    r"(?:know|find\s+out|ask(?!\s+(?:you\s+)?(?:an?|some|my)\s+(?:\w+\s+)?question))"
    r"|(?:please|pls|plz|kindly|(?:can|could|would|will)\s+(?:you|u|anyone|someone|anybody))\s+"
    r"(?:please\s+|kindly\s+)?"
    r"(?:tell|inform|advise|advice|explain|suggest|recommend|let\s+me\s+know|give))\b",
    re.IGNORECASE,
)
WONDERS = pattern(
    rf"{WONDERING.pattern}\s+(?:(?:me|us|you)\s+)?"
    r"(?:if|whether|how|what|when|where|which|who|why)\b",
    re.IGNORECASE,
)
"""The same with what is asked: "I would like to know how long it lasts"."""
UNSAID = pattern(
    r"(?:\b(?:need|needs|want|wants|like|love)\s+(?:to\s+)?(?:know|find\s+out|hear)"
    r"|\b(?:please|pls|plz|kindly)\s+(?:advise(?:\s+on\s+(?:the\s+)?(?:above|below|this|it))?"
    r"|let\s+(?:me|us)\s+know))\b"
    r"(?=\s*(?:[.!,;-]|\Z|(?:(?:by|before|until|within|in|as\s+soon|asap|soon|quick(?:ly)?|fast|now"
    r"|today|tonight|tomorrow|urgent(?:ly)?|right|straight|immediately|first|please|pls)\b)))"
    r"(?!.*\b(?:if|whether|how|what|when|which|why|where|who|about|can|could|should|will|is|are"
    r"|does|do)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""Asks for an answer and not what: "need to know before 2pm"."""
REPORTED = pattern(
    r"(?:(?<!\bi )\b(?:wants|needs|would\s+like|wishes)\s+to\s+(?:know|find\s+out|ask)"
    r"|\b(?:asks|wonders|(?:is|are)\s+(?:also\s+)?asking"
    r"|(?:patient|pt|client|caller)\s+(?:also\s+)?asked)(?:\s+(?:me|us|you))?)\s+"
    r"(?:if|whether|when|how|what|which|why|where|about)\b"
    rf"(?!\s+(?:(?:i|we)\s+(?!{MODAL}\b)|(?:i'm|i've|im|ive)\b))",
    re.IGNORECASE,
)
"""Somebody asks, for whom the writer writes: "she also asks if she can fly"; but "my dentist asks
if I smoke" is a story."""
ASKING = pattern(
    rf"{WONDERING.pattern}|{REPORTED.pattern}|\bquestions?\s+(?:is|are)\b", re.IGNORECASE
)
INDIRECT = pattern(
    rf"(?:how\s+{MANNER}\b|(?:what|why)\s+{PERSON}\s+{MODAL}\b)",
    re.IGNORECASE,
)
INDIRECT_ASKED = pattern(
    rf"(?:if|whether|how\s+{MANNER}|how\s+to|what|why"
    rf"|(?:when|where|how)\s+{PERSON}\s+(?:{MODAL}|need)|(?:when|where|how|who)\s+to)\b",
    re.IGNORECASE,
)
RELATIVE = pattern(r"(?:who|which\s+(?:is|are))\b", re.IGNORECASE)
OR_I = pattern(
    rf"(?:(?:should|can|could|may)\s+i\b|(?:how|what|when)(?:{OTHER}){{0,3}}?\s+{AUXILIARY}\s+{PERSON})",
    re.IGNORECASE,
)
AFTER_COMMA = pattern(
    rf"(?:(?:can|could|should|will|do|does|did|have)\s+{PERSON}"
    r"|(?:is|are)\s+(?:it|this|that|there|these|those|they)\b|(?:can|will|does|should)\s+(?:this|my|the|an?|people|men|women)\b"
    rf"|(?:how|what|why|when|where)(?:{OTHER}){{0,3}}?\s+{AUXILIARY}\s+{THING}"
    r"|(?:how|why|when|where)\s+(?:do|does|did|can|could|should|will|would)\s+\w+\s+\w)",
    re.IGNORECASE,
)
LEAD = pattern(
    r"(?:(?:and|also|but|so|or|then|ok|okay|well|hi|hello|hey|dear|doctor|doc|dr|sir|madam|please|pls"
    r"|plz|kindly|just|now|plus|if\s+so|if\s+not|firstly|first|secondly|second|lastly|finally|thanks|anyway|is\s+it\s+true"
    r"|um+|(?:my|the)\s+(?:\w+\s+)?question\s+is|good\s+(?:morning|day|evening|afternoon))\b"
    r"[\s,.:;!-]*){1,6}",
    re.IGNORECASE,
)
ASKED_BESIDE = pattern(
    r"(?:i|we|he|she|they|(?:my|the|our)\s+\w+)\b.{0,20}?"
    rf"(?:{WONDERING.pattern}|{REPORTED.pattern})",
    re.IGNORECASE,
)
"""Somebody asks something else, or somebody else asks: "and I want to know what it costs"."""
NO_VERB_YET = pattern(
    rf"(?:{LEAD.pattern})?how\s+{MANNER}\b(?!.*\b(?:{AUXILIARY}|\w+s\b))",
    re.IGNORECASE | re.DOTALL,
)
"""The beginning of a question that goes on behind the comma: "how soon after Botox, can I"."""
RELATIVE_FIRST = pattern(r"(?:who|which|where|when|what|that)\b", re.IGNORECASE)
"""What begins a clause within a sentence: "my son, who is 15, is ill"."""
BEFORE_TOPIC = pattern(
    r"(?:(?P<do>do)|can|could|should|would|will|is|are|does|has)(?:n't)?\s+", re.IGNORECASE
)
"""What opens a question before the name of a thing: "is Botox or Dysport better"."""
BEHIND_TOPIC = pattern(r"\s+(?=[^\W\d_])(?P<word>[\w'-]+)", re.IGNORECASE)
DO_SEVERAL = pattern(
    r"do\s+(?P<one>(?:[\w'-]+\s+){0,3}?[\w'-]{2,})s\s+(?P<word>[^\W\d_][\w'-]*)", re.IGNORECASE
)
"""Asks what several of a thing do: "do scars fade"."""
ONE_VERB = r"(?:is|are|does|did|has|will|would|can|could|should)(?:n't)?\b"
FINITE = pattern(
    rf"{ONE_VERB}\s+(?P<word>[^\W\d_][\w'-]*)\s+[\w']",
    re.IGNORECASE,
)
"""A verb that cannot stand twice in a question without a second subject."""
ONE_CLAUSE = pattern(
    rf"(?:{LEAD.pattern})?(?:(?:how|why|when|where)(?:\s+[\w'-]+){{0,3}}?\s+)?{AUXILIARY}\s+"
    rf"(?!.*\b(?:{ONE_VERB}|was\b|were\b))",
    re.IGNORECASE | re.DOTALL,
)
"""A question that has one verb, before its subject."""
OTHER_CLAUSE = pattern(
    r"\b(?:that|which|who|whom|whose|what|if|when|whether|because|since|where|as|while|than|so)\b",
    re.IGNORECASE,
)
"""Begins a clause within a question, whose subject a verb behind "and" may have."""
RUN_ON = pattern(
    r"(?<=[\w,] )(?:(?:can|could|should|may)\s+i\b"
    r"|(?:is|was)\s+(?:it|that|this)\s+(?:ok|okay|safe|normal|enough|possible|bad|allowed)\b)",
    re.IGNORECASE,
)
"""Asks within a sentence that tells something first: "had botox today can i work out"."""
ALSO = frozenset({"also", "and also", "plus"})
"""Words that join a question to whatever stands before it."""
TOPIC_ONLY = pattern(
    r"(?:(?:and|or|but|so|also)\s+)*(?:what|how)\s+about(?:\s+[\w'-]+){1,4}\s*", re.IGNORECASE
)
"""Names what the next clause asks about: "what about fillers, are they safe?"."""
ANNOUNCES = pattern(
    r"\b(?:ask|questions?|advice|info(?:rmation)?)\s+(?:you\s+)?(?:something\s+)?"
    r"(?:about|regarding|concerning|on)\b|\bquestions?\s+(?:is|are)\W*\Z",
    re.IGNORECASE,
)
"""Says what the questions after it are about: "I'd like to ask about fillers."."""
ASKS_ABOUT = pattern(
    r"\b(?:ask|know|questions?)\s+(?:you\s+)?(?:something\s+|more\s+)?"
    r"(?:about|regarding|concerning)\b|\bask(?:ing)?\s+for\s+(?:my|an?|the)\s+\w+\W*\Z",
    re.IGNORECASE,
)
"""The same before a story, of which it is asked then: who wants information asks already."""
HEADER = pattern(
    r"(?:(?P<subject>subject|betreff|asunto|re|fwd?|aw)|from|to|cc|date|sent)\s*:\s*", re.IGNORECASE
)
"""What a line above a mail begins with."""
SITE = pattern(r"\w\.(?:gov|com|org|net)\b", re.IGNORECASE)
"""In the title that a site writes over what it sends on."""
JOINT = pattern(
    r"(?:(?<![\s,;:.–-])[\s,;:.–-]++(?P<word>and\s+also|and|&|or|also|but|plus)\s+(?:also\s+|then\s+)?"
    r"|(?:[,;:–]|\s-)\s*+|(?<!\s)\s++(?:so|please|pls|plz)\s+)",
    re.IGNORECASE,
)
DANGLING = pattern(
    r"\b(?:what|how|why|when|where|who|which|if|whether|know|ask|wondering|example"
    r"|questions?\s+(?:is|are))\s*,?\s*$"
    rf"|\bhow\s+{MANNER}\s*$",
    re.IGNORECASE,
)
FIRST = pattern(
    rf"(?:{LEAD.pattern})?(?:{AUXILIARY}|(?:what|how|why|which|who|where|when)\b)", re.IGNORECASE
)
AUXILIARY_FIRST = pattern(rf"(?:{LEAD.pattern})?(?:{MODAL}|do|does|did|is|are)\b", re.IGNORECASE)
UNIT = pattern(
    r"\b(?:yrs?|hrs?|mgs?|ml|wks?|mos?|approx|ft|lbs?|oz|tabs?)\.\s+(?=[a-z])", re.IGNORECASE
)
MARK = pattern(
    r"\?[?!.]*+[\"')\]]?\s*+(?=[^\s?])|(?<!!)!++(?=[^\W_])|(?-i:(?<=[^\W\d_]{2})\.(?=[A-Z][a-z]))"
    rf"|(?<=\w)\.++\s*+(?={INVERTED}|{WH})",
    re.IGNORECASE,
)
NUMBER = pattern(r"(?<![^\s:?;])\d{1,2}(?:\)\s*(?=[^\W\d])|\.\s+(?=[^\W\d]))")
LIST_MARK = pattern(r"(?:[-*•–—·●▪>]+|\(?\d{1,2}[.):]|\(?[a-e]\))(?!\d)\s*")
HAS_LETTER = pattern(r"[^\W\d_]")
TRAILING_MARKS = pattern(r"[^\w•*–—-]+")
ENDS_ASKING = pattern(r"\?[^\w?]*$")
SURROUNDING = " \t?!.,;:-\"'()*"
WORD = pattern(r"[^\W\d_][\w'-]*")
STATEMENT = pattern(
    rf"(?:{LEAD.pattern})?"
    r"(?:i|i'?m|i'?ve|im|ive|i'd|my|we|he|she|our)\b"
    rf"(?!\s+{MODAL}\b)",
    re.IGNORECASE,
)

# Questions that name nothing.

SOON = (
    r"(?:\s+(?:asap|soon|today|tonight|tomorrow|now|quickly|urgently|as\s+soon\s+as\s+possible"
    r"|(?:by|before|until|within)\s+(?:\d[\w: ]{0,12}|(?:the\s+)?\w+day(?:\s+\w+)?"
    r"|tomorrow|noon|tonight|(?:my|the)\s+(?:appointment|visit|procedure|surgery|treatment|session)"
    r"(?:\s+at\s+[\w:]{1,8})?)))"
)
HELP = (
    r"(?:advi[cs]e|ideas?|thoughts?|suggestions?|help|info(?:rmation)?|recommendations?|comments?)"
)
EMPTY = pattern(
    rf"(?:right|correct|yes|no|really|huh|ok|okay|true|thanks|thank\s+you|{HELP}|"
    rf"(?:(?:is|are)\s+there\s+|have\s+you\s+|do\s+you\s+have\s+)?(?:any|some)\s+(?:other\s+)?"
    rf"{HELP}(?:\s+(?:please|pls|on\s+this|for\s+me|at\s+all|(?:would\s+be\s+|is\s+)?"
    r"(?:much\s+|greatly\s+|really\s+)?(?:appreciated|welcome))){0,3}"
    r"|how\s+(?:are|r)\s+(?:you|u)(?:\s+(?:doing|today))*"
    r"|(?:(?:can|could|would|will)\s+(?:you|u|any\s?one|some\s?one|anybody|somebody)\s+)?"
    r"(?:please\s+|kindly\s+)?(?:(?:help|advise|advice|answer|assist|explain|reply|respond|suggest|inform)"
    r"(?:\s+(?:me|us|with|this|that|it|on|to|out|my|the|question|questions|please|pls|asap))*)"
    rf"|(?:(?:can|could|would|will)\s+(?:you|u|any\s?one|some\s?one|anybody|somebody)\s+)?(?:please\s+)?"
    r"(?:help|answer|reply|respond|get\s+back)(?:\s+(?:me|us|to|this|it))*"
    rf"{SOON}"
    r"|how\s+do\s+you\s+do|(?:do\s+you\s+have|have\s+you(?:\s+got)?)\s+(?:a|some)\s+(?:minute|moment|sec(?:ond)?|time)"
    r"|is\s+this\s+the\s+(?:right|correct)\s+(?:place|forum|page|site|person|address)(?:\s+(?:to|for)\b.{0,20})?"
    r"|(?:(?:can|could|would|will)\s+(?:you|u)\s+)?(?:please\s+)?(?:offer|provide|give|send|tell|get|let)\s+"
    r"(?:(?:me|us|know|any|some|more|further|on|about|this|it|"
    rf"{HELP}"
    r")\s*){1,8}"
    r"|(?:can|could|may)\s+i\s+ask(?:\s+(?:you|a|some|something|quick|question|questions|please))*"
    r"|what\s+(?:do|would)\s+(?:you|u)\s+(?:all\s+)?(?:think|suggest|recommend|advise|say)"
    r"|what\s+are\s+your\s+thoughts|is\s+any\s?one\s+there|are\s+you\s+there"
    r"|(?:has|have|had|is|does)\s+any\s?(?:one|body)\s+(?:else\s+)?(?:had|experienced|been\s+through|have)"
    r"(?:\s+(?:this|that|it|the\s+same|these|before|too))*"
    r"|is\s+that\s+(?:right|correct)|isn'?t\s+it|does\s+(?:this|that)\s+make\s+sense)"
    r"(?:\s+(?:please|pls|doctor|doc|everyone|all|thanks))*",
    re.IGNORECASE,
)
IT = r"(?:it|that|this)"
FEELING = r"(?:annoys|bothers|bugs|upsets|frustrates|kills|gets)"
RHETORICAL = pattern(
    r"(?:(?:.{0,80}[,;]\s*)?(?:and|but|so|well|oh)\s+)?"
    r"(?:(?:can|could|would)\s+you\s+(?:believe|imagine)\b.{0,300}"
    rf"|what\s+can\s+(?:i|you|one|we)\s+(?:say|do(?:\s+about\s+{IT})?)"
    rf"|(?:who|what)\s+(?:would|could)(?:\s+(?:have|of)|['’]?ve)\s+(?:thought|known)(?:\s+{IT})?"
    rf"|(?:who|what)\s+(?:knew|knows)|how\s+(?:hard|difficult)\s+can\s+{IT}\s+be"
    rf"|isn['’]?t\s+{IT}\s+(?:always\s+|just\s+){{0,2}}(?:how|the\s+way)\s+(?:it|things?)\s+"
    r"(?:always\s+)?(?:goes|go|is|works?)"
    rf"|is\s+{IT}\s+(?:really\s+)?(?:too|so)\s+much\s+to\s+(?:ask|expect|hope\s+for)"
    rf"|(?:do\s+)?you\s+know\s+what(?:\s+(?:really\s+)?{FEELING}\s+me)?"
    r"|guess\s+what|what\s+did\s+i\s+expect|why\s+me|what\s+else\s+is\s+new)",
    re.IGNORECASE | re.DOTALL,
)
"""Turns of phrase that have a question mark and ask nothing."""
TAGGED = pattern(
    r"[,;]\s*(?:right|correct|ok(?:ay)?|huh|eh|no|yes|you\s+know"
    r"|(?:is|are|was|were|does|do|did|has|have|can|could|would|will)n['’]?t\s+"
    r"(?:it|that|this|they|he|she|you|i|we))\s*\?[\s?!]*\Z",
    re.IGNORECASE,
)
"""What asks for a nod to a statement: "rude, isn't it?"."""
ASKED_BY_ANOTHER = pattern(
    r"\b(?:ask(?:s|ed|ing)?|said|says|saying)\s+(?:(?:me|him|her|them|us)\s*)?[,:]?\s*"
    r"[\"“][^\"”]{0,300}\?[\"”]?\s*\Z",
    re.IGNORECASE,
)
"""A question that somebody else asked, in quotation marks."""
CONTINUES = pattern(
    r"\W*(or|to|because|like|especially|even|with|without|for|not|such\s+as|ie|eg|i\.e|e\.g)\b"
    r"(?!\s+(?:how|what|which|who)\b)",
    re.IGNORECASE,
)
WELL_WISH = pattern(
    r"(?:(?:i|we)\s+)?hope\s+(?:you|all|everyone|everything|this\s+(?:e-?mail|message|finds))\b"
    r"(?!\s+(?:can|could|will|would|may|might|do|don't)\b).{0,80}",
    re.IGNORECASE,
)
"""What a letter begins with: "hope you had a nice holiday"."""
CLOSING = pattern(
    r"\W*(?:many\s+)?(?:thank|thanks|thx|regards|(?:best|kind(?:est)?|warm(?:est)?)\s+(?:regards|wishes)"
    r"|sincerely|(?:i(?:\s*'?m)?\s+)?(?:really\s+)?look(?:ing)?\s+forward|hope\s+to\s+hear)\b",
    re.IGNORECASE,
)
COURTESY = pattern(
    r"\b(?:if|whether)\s+(?:you|u|anyone|someone)\s+(?:guys\s+)?(?:can|could|would)\s+(?:please\s+)?"
    r"(?:help|answer)\b",
    re.IGNORECASE,
)
HINT = pattern(
    r"\b(?:what|why|how)\b|\b(?:should|can|could|is|do|does|will)\s+(?:i|it|this|that|we|you)\b",
    re.IGNORECASE,
)
ABOUT = (
    r"(?:\s+(?:about|with|to|for|of|in)?\s*(?:this|it|that|these|them|me|now|next|then|please|here"
    r"|or\s+not|situation|case|at\s+all)){0,4}"
)
POINTING = pattern(
    r"(?:(?:is|was|are|would|could)\s+(?:all\s+)?(?:this|it|that|these|they|everything)\s+(?:be\s+)?"
    r"(?:all\s+)?(?:just\s+)?(?:ok|okay|normal|usual|common|true|right|possible|natural|expected)"
    r"|(?:should|do|shall|must)\s+(?:i|we)\s+(?:need\s+to\s+|have\s+to\s+)?(?:be\s+|get\s+)?"
    r"(?:worry|worried|concerned|panic|alarmed|scared|afraid|anxious)"
    r"|is\s+(?:there|this|it)\s+(?:any\s*thing|something|(?:a\s+|any\s+)?(?:reason|cause|need))?\s*"
    r"(?:i\s+should|to|for)\s+(?:be\s+)?(?:worry|worried|concerned|concern|panic|alarm)"
    r"|what\s+(?:should|can|could|must|do|shall|would|am)\s+(?:i|we|one|he|she)\s+(?:do|supposed\s+to\s+do)"
    r"|what\s+(?:has\s+|just\s+)?happened|what\s+(?:to\s+do|now|next|is\s+next)"
    r"|(?:and\s+)?(?:for\s+)?how\s+(?:long|soon|often)"
    r"|(?:and\s+)?(?:why|how|when|where|what|how\s+come|why\s+not|how\s+so|which\s+one)"
    r"|what(?:\s+is|'?s|\s+could|\s+can|\s+might|\s+may|\s+would)\s+(?:be\s+)?(?:this|it|that|wrong|going\s+on|happening"
    r"|the\s+(?:problem|matter|reason|cause|issue))(?:\s+be)?"
    r"|what\s+do(?:es)?\s+(?:this|it|that|these|all\s+this)\s+mean|why\s+is\s+(?:this|it|that)(?:\s+happening)?)"
    rf"{ABOUT}",
    re.IGNORECASE,
)
PLACEHOLDER = pattern(
    r"\b(?:is|was|will|would|could|it)\s+(?:it|be|is)\s+(?:\w+\s+){0,3}?(?:to|that|if|for|when|while|after|before)\b"
    r"|\b(?:does|do|did|will|would|should|can)\s+it\s+(?:usually\s+|normally\s+|typically\s+)?"
    r"(?:take|hurt)\s+(?:\w+\s+)?(?:to|for|until|before|if|when)\b"
    r"|\bis\s+it\s+(?:true|possible)\b|\bit(?:'?s|\s+has|\s+had)\s+been\b"
    r"|\b(?:this|that)\s+(?:week|month|year|morning|evening|afternoon|monday|weekend|time)\b"
    r"|\bthese\s+days\b",
    re.IGNORECASE,
)
POINTS = pattern(
    r"\b(?:it|its|this|they|them|their|these|those|he|she|him|his|her)\b"
    r"|\b(?:is|was|does|did|do|can|could|will|would|of|for|after|about|with|like|to|by|from|in|on|before"
    r"|during|until|cause|causes)\s+that\b|\bthat\s*[?.!]*$"
    r"|\b(?:any|some|what|which|there)\s+other\b|\b(?:another|else|alternatives?|same)\b"
    r"|^\W*(?:and\s+)?if\s+(?:so|not|yes|no)\b|^(?:if|whether)\b"
    r"|\bone(?:s)?(?=\s*(?:[?.!,;]|$|(?:is|was|can|should|would|will|or)\b))"
    r"|\b(?:after|before|afterwards|then|instead|again|either)\s*[?.!]*$",
    re.IGNORECASE,
)
COMMON = frozenset(
    """
    a an the and or but so if then than as at by for from in into of off on onto out over to
    up with i i'm im i've ive i'd i'll me my mine myself you u your we us our he she him his
    her it its it's they them their this that these those there here one ones any anyone
    anything some someone something is isn't am are aren't was were be been being do does
    doesn't don't did didn't done can can't could couldn't should shouldn't would wouldn't
    will won't shall must may might has have haven't had having get gets getting got go going
    make makes made also too just only very really still yet already ever even more most much
    many lot such no not nor yes ok okay please pls plz kindly thanks thank hi hello hey dear
    doctor doc dr sir madam help advice advise idea ideas suggest suggestion suggestions
    recommend tell know knows wondering wonder want wanted need like would love ask asking
    question questions answer think thing things think because about again now today all what
    whats what's which who whom whose while s t m ve d ll re am plus first second secondly
    lastly finally good morning evening sorry worried concerned scared normal see situation
    general health information info
    """.split()
)
