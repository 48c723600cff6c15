"""The words around a time that say what it is: a wait or a duration, or something else, or denied.

Patterns only; `bot.reply.waits` decides by them. They read words whose blanks are single and whose
apostrophes are straight: those of the same clause before a time (which they end with) and those
behind it (which they begin with). None of them is long, and every gap is bounded.
"""

from bot.reply.times import A_DAY, any_of

# Where a clause ends. What is denied or told in another clause says nothing of the time in this.
PRONOUN = r"(?:you|i|we|it|they|he|she|there)\b"
ACTS = r"(?:allow|avoid|expect|give|please|plan|refrain|skip|stop|then|wait)\b"
CLAUSE_ENDS = any_of(
    r"[;:!?…—]",
    r"\.(?=\s|\.)",
    r" [–-] ",
    r"(?:, | )(?:although|but|however|though|whereas|yet|instead(?! of))\b",
    rf"(?:,|,? and|,? so)(?= (?:just |only |simply |rather )?(?:{PRONOUN}|{ACTS}))",
    rf"\b(?:just|only|simply|and)(?= {ACTS})",
)
COMMA = any_of(", ")

ROUGHLY = (
    r"(?:(?:a|about|additional|almost|another|approximately|around|as long as|as many as|at least"
    r"|at most|even|exactly|full|good|initial|just|less than|longer than|maybe|more than|nearly"
    r"|only|or|over|perhaps|probably|roughly|say|the|these|those|typically|up to|usually|very"
    r"|well over) ){0,4}"
)

# A time of another kind. What ends in _BEFORE stands before the time, _AFTER behind it.

AGE_BEFORE = any_of(
    r"\b(?:aged?|ages? (?:of|from)|born)(?: at)? " + ROUGHLY + r"\Z",
    r"\b(?:adults?|anyone|babies|boys|children|girls|infants|kids|m[ae]n|patients?|people|persons?"
    r"|teens|teenagers|those|wom[ae]n|someone)(?: \w+)? (?:above|are|below|between|from|is|of"
    r"|older than|over|past|under|younger than) (?:the age of )?\Z",
)
AGE_AFTER = any_of(r"[ -]*(?:olds?\b|of age\b|age\b|young\b)")
AGED_YEARS_BEFORE = any_of(
    r"\b(?:my|our|your|above|below|(?:you|he|she|i)(?: (?:am|are|is)|'(?:m|re|s))) "
    + ROUGHLY
    + r"\Z"
)
SPAN_OF_YEARS = any_of(
    r"\b(?:last\w*|fad\w+|holds?|grow\w*|thicken\w*|matur\w+|heal\w*|final|permanent\w*|results?"
    r"|effects?|durab\w+|wait\w*"
    r"|until|avoid\w*|takes?|persist\w*|repeat\w*|again|every|fillers?|implants?|scars?)\b"
)
LASTS_YEARS_BEFORE = any_of(
    r"\b(?:durable|last(?:ed|ing|s)?|persists?)(?: for)? " + ROUGHLY + r"\Z"
)

SINCE_BEFORE = any_of(
    r"\b(?:past|previous|since) " + ROUGHLY + r"\Z",
    r"\b(?:the|these|this|your|my|his|her|for|in|from|during|over|of|since) last \Z",
    r"\b(?:ha[sd]|have|had|'s|'ve|'d|having)(?: \w+ly| now| not| already| just)? been \b.{0,40}\Z",
    r"\b(?:you|he|she|they|i)(?:'re|'s|'m| are| is| am)(?: \w+ly| now| already| just)?(?: at)? "
    + ROUGHLY
    + r"\Z",
    r"\b(?:already|now|gone|made it) " + ROUGHLY + r"\Z",
    r"\b(?:your|my|his|her|their) \w+ of " + ROUGHLY + r"\Z",
)
SINCE_AFTER = any_of(
    r"(?: or (?:so|more))? ago\b",
    r"(?:'s?)? (?:back|out|into|post)\b(?! [a-z]*(?:botox|treat|inject|filler|surg|proc|your|the))",
    r" (?:earlier|before),? (?:i|he|she)\b",
    r",? (?:i|he|she|we|they) (?:\w+ed|had|was|were|saw|did|gave|told)\b",
)
ELAPSED_AFTER = any_of(r" (?:ha[sd]|have)(?: already| now)? (?:gone|passed|elapsed)\b")
UNTIL_BEFORE = any_of(
    r"\b(?:until|till|unless|once|after|before|when|wait(?:ing)?) " + ROUGHLY + r"\Z"
)

# Told of somebody: "You had it for 3 weeks", "My patient waited 3 weeks".
SOMEBODY = (
    r"(?:i|you|he|she|we|they|who|someone|somebody|(?:my|one|a|an|another|the|this|that|some"
    r"|those|most"
    r"|many)\b.{0,20}\b(?:patients?|colleagues?|friends?|sister|brother|mother|wife|husband|nurse"
    r"|clients?|ladies|lady|wom[ae]n|m[ae]n|girl|mine|ours|surgeons?|doctors?))"
)
PAST = (
    r"(?:was|were|had|did|got|came|saw|took|went|gave|ran|flew|drove|felt|kept|began|found|lost"
    r"|wrote|made|(?!need)[a-z]{2,12}ed)"
)
STUDY_BEFORE = any_of(
    r"\b(?:in|of|from|the|a|an|one|two|this|our|that|recent) (?:\w+ )?"
    r"(?:study|studies|trials?|survey)\b(?! (?:show|suggest|prove|confirm)).{0,80}\Z"
)
TOLD_BEFORE = any_of(
    rf"\b{SOMEBODY}(?: \w+ly| only| just| even| then| first| already| also| have| has|'ve|'s)? "
    rf"{PAST}\b.{{0,70}}\Z",
    r"\b(?:the|a|one|this|our|my) (?:study|trial|paper|series|survey)\b.{0,70}\Z",
    r"\b(?:it|the \w+|my \w+|your \w+|his \w+|her \w+) (?:was|were|did|took|has|had)\b.{0,30}\Z",
    r"\byou (?:write|mention|say|describe|tell)\b.{0,70}\Z",
)

CAREER_BEFORE = any_of(
    r"\b(?:train(?:ed|ing)|(?<!my )(?<!our )(?:practi[cs](?:e|ed|ing)|experience)|fellowship"
    r"|residency|intern(?:ship)?"
    r"|career|school|college|university|stud(?:y|ied|ying)|degree|business|profession|specializ\w+"
    r"|teach(?:ing)?|taught|on call|published|lectur\w+)\b.{0,50}\Z",
    r"\b(?:i|we)(?:'ve| have| had)\b.{0,60}\b(?:for|in|over|of) " + ROUGHLY + r"\Z",
    r"\bha(?:s|ve) been (?:\w+ly )?(?:around|available|done|in|on|used|\w+ing)\b.{0,40}\Z",
    r"\bin (?:my|our|his|her) " + ROUGHLY + r"\Z",
)
WORK_BEFORE = any_of(
    r"\b(?:i|we|he|she|who)\b.{0,30}\b(?:do|does|inject\w*|perform\w*|seen?|sees|saw|treat\w*|use"
    r"|used|work\w*)\b.{0,50}\Z",
)
CAREER_AFTER = any_of(
    r" (?:that |which |when |since )?(?:i|we)(?:'ve|'d|'m| am| have| had| was| were)\b",
    r"'? (?:(?:of|in|as|doing) )?(?:\w+ ){0,2}?(?:career|experience|fellowship|injecting|injector"
    r"|medicine|physician|practi[cs]|residen|school|surgeon|dermatologist|training)",
    r",? (?:i|we)(?:'ve|'d| have)\b",
    r" (?:of )?(?:doing|performing|using|treating|injecting|practi[cs]ing|seeing|teaching)\b",
)

DRUG = r"(?:mgs?|mcg|ml|cc|grams?|units?|pills?|tablets?|capsules?|caplets?|puffs?|doses?)"
DOSE_BEFORE = any_of(
    r"\b(?:every|each|per) " + ROUGHLY + r"\Z",
    rf"\d ?{DRUG}\b.{{0,60}}\b(?:daily|every|each|for|in|over|per|times|within) {ROUGHLY}\Z",
    rf"\b(?:a|an|one|two|three|four|half|no) {DRUG}\b.{{0,60}}"
    rf"\b(?:daily|every|each|for|in|over|per|times|within) {ROUGHLY}\Z",
    r"\b(?:twice|thrice|\w+ times?|\w+ glasses)(?: \w+){0,2} (?:every|in|over|per|within) "
    + ROUGHLY
    + r"\Z",
    rf"\b{DRUG} (?:a|per|each) \w+ for {ROUGHLY}\Z",
)
DOSE_AFTER = any_of(
    rf",? (?:\w+ ){{0,2}}?(?:\d+|one|two|three|a|half an?) ?{DRUG}\b",
    r" ?(?:a|per|each|/) ?(?:week|month|year)\b",
)
IN_WEEKS = any_of(r"(?:weeks?|wks?|months?|mos?|mths?|years?|yrs?)\b")

A_DAY_AFTER = any_of(r" (?:a|per|each|every) (?:day|night)\b")
HOURS = any_of(r"(?:hours?|hrs?|h)\Z")

TRAVEL_BEFORE = any_of(
    r"\b(?:fl(?:y|ies|ew|own|ying)|dr(?:ive|ives|iving|ove|iven)|travel\w*|walk\w*|commut\w*|rode"
    r"|rid(?:e|es|ing)|sail\w*) " + ROUGHLY + r"\Z",
    r"\b(?:live[sd]?|living|located|is|are|am|'s) " + ROUGHLY + r"\Z",
)
TO_SOMEWHERE_AFTER = any_of(
    r" (?:to (?:see|get|reach|come|visit|me|us|our|my|the)|from|away|by (?:car|train|plane|bus|air)"
    r"|north|south|east|west|outside|each way|one way|round trip|on (?:the|a) (?:train|plane"
    r"|road))\b"
)
TRAVEL_BY_ANY_VERB_BEFORE = any_of(
    r"\b(?:fl(?:y|ies|ew|own|ying)|dr(?:ive|ives|iving|ove|iven)|travel\w*|walk\w*|commut\w*)"
    r"(?: for)? " + ROUGHLY + r"\Z"
)
AN_EVENT_AFTER = any_of(
    r"(?: or (?:so|more|longer))? (?:after|before|following|later|post|prior)\b"
)
JOURNEY_BEFORE = any_of(
    r"\b(?:drive|flight|commute|journey|trip|train|bus|ride|walk)\b(?: \w+){0,3}"
    r" (?:takes?|lasts?|is|of)(?: for)? " + ROUGHLY + r"\Z"
)
TRAVEL_AFTER = any_of(
    r"(?:'s|')?[ -](?:long )?(?:air|bus|car|plane|train|road|return)?[ -]?(?:commute|cruise|drive"
    r"|driving|flight|hike|journey|ride|trip|walk)\b",
    r" (?:away|by (?:car|train|plane|bus|air)|down the road|up the road)\b",
)

OFFICE_BEFORE = any_of(
    r"\b(?:i|we)(?:'ll| will) (?:be|get|have|call|write|answer) (?!.*patients).{0,40}\Z",
    r"\b(?:free|complimentary) (?:\w+[ -]){0,2}(?:visits?|follow|consult|touch|check"
    r"|parking).{0,40}\Z",
    r"\b(?:opens?|openings?|on vacation|on leave|staffed|closes?|closed|office hours?|hotline"
    r"|call (?:us|me|back|you)|call(?:ed|s)? .{0,20}\bback"
    r"|calls?|repl(?:y|ies)|respond\w*|answers? (?:all|every|calls?|e-?mails?|messages?|your)"
    r"|parking|appointments?|consult\w*|waiting (?:list|time|room)|wait ?list|book(?:ed|ing)?"
    r"|cancel"
    r"\w*|reschedul\w*|arrive|courses?|workshop|seminar|webinar|conference|expires?|shelf|fridge"
    r"|refrigerat\w*|vials?|bottles?|jars?|tubes?|warranty|refund\w*|deliver\w*|ship\w*"
    r"|guarantee\w*"
    r"|members?(?:hip)?|costs?|paid|pay|\$ ?\d+|dollars|financing|sale|special offer)\b.{0,60}\Z",
)
OFFICE_AFTER = any_of(
    r" (?:of |in )?(?:advance|notice|ahead)\b",
    r"(?:'s?)? (?:advance |cancellation )?(?:notice|waiting list|wait ?list)\b",
    r" (?:on|each|every) (?:mon|tues|wednes|thurs|fri|satur|sun|week)(?:days?|ends?)?\b",
    r" (?:in|of) (?:january|february|april|june|july|august|september|october|november|december)\b",
    r".{0,40}\b(?:free of charge|is free|once (?:it is |it's )?opened|in the (?:fridge"
    r"|refrigerator)"
    r"|are (?:closed|open))",
)

# "A 4-hour wait" and nothing else that is of such a size.
ONE = any_of(r"(?:1|one|an?|another|half|the|same|next|first|following|½|¼|1/2|quarter)\b")
SINGULAR = any_of(r"(?:second|minute|min|hour|day|night|week|month|year|decade)\Z")
SIZE_OF_A_WAIT_AFTER = any_of(
    r"\W*\Z|[,.;:)!]",
    r"[ -](?:\w+ )?(?:wait\w*|interval|period|break|recovery|downtime|gap|delay|healing|process"
    r"|mark"
    r"|rest|restriction|pause|procedure|treatment|session|convalescence|rule|window)\b",
)

# "A 2-week course": what the time is only the size of.
SIZED_AFTER = any_of(
    r"(?:'s|')?[ -](?:(?:advanced|emergency|free|follow-up|initial|intensive|long|training) )?"
    r"(?:anniversary|appointment|audience|call|class|clinic|consult\w*|course"
    r"|cycle|conference|degree|emergenc\w*|fellowship|follow-?ups?\b|guarantee|help|history|hot"
    r"|line"
    r"|meeting|number|nurse|on[ -]call|patient|pharmac\w*|phone|program|regimen|residency|review"
    r"|seminar|service|shift|stud(?:y|ies)|supply|support|track|trial|vacation|visit|waiting"
    r"|warranty"
    r"|wait ?list|weekend|workday|workshop)",
    r"[ -](?:appointments?|services?|delivery|mail|shipping)\b",
)
PRODUCT_AFTER = any_of(
    r"[ -](?:\w+ )?(?:allergy|balm|capsules?|coverage|creams?|creme|deodorants?|energy|fitness"
    r"|formula|foundation|gels?|gum|lipsticks?|lotion|makeup|mascara|mask|miracle|moisturi[sz]\w+"
    r"|primer|relief|serum|shampoo|spray|sunscreen|tablets?|tan)\b"
)
IDIOM_BEFORE = any_of(
    r"\b(?:give me|got|have|just|hang on|hold on|wait|spare) (?:a|just a|one|half a) ?\Z",
    r"\b(?:day and|night and|end of|other|nice|great|wonderful|matter of|rainy) \Z",
    r"\b(?:in a million|not in|never in|for a thousand) \Z",
)
IDIOM_AFTER = any_of(
    r" (?:off (?:your|the|my|her|his)|younger|older|from now|back the|back in)\b",
    r" (?:in,? (?:and )?(?:\w+ )?out|and night|by (?:day|week|minute|hour)"
    r"|(?:in|after) (?:and )?(?:day|week|month|year)\b|to remember|of (?:my|your|his|her) life)",
    r" (?:tomorrow|yesterday|of sundays|manicure|facelift|workout)\b",
)
AT_A_TIME_AFTER = any_of(r" at a time\b")
OVERNIGHT = any_of("overnight")
NEVER_BEFORE = any_of(r"\b(?:not|\w+n't|cannot|never|no|nothing|rarely)\b.{0,80}\Z")
NEVER_IN_BEFORE = any_of(r"\b(?:not|\w+n't|cannot|never|no|nothing|rarely)\b.{0,80} in \Z")
A_MOMENT = any_of(r"(?:a|one|half a) (?:second|minute|sec|min)")
# "In a minute I will come to that"
SAID_SOON_BEFORE = any_of(r"(?:\A|[,;:.(!…–—]) ?in \Z")
SAID_SOON_AFTER = any_of(r",? (?:i|we)\b")
A_MOMENT_BEFORE = any_of(r"(?:\A|\b(?:give me|got|have|just|hang on|hold on|wait|spare)) ?\Z")

# A time that is denied.

NOT = (
    r"(?:not|\w+n't|cannot|can't|dont|doesnt|didnt|isnt|wont|never|no longer|nobody|no one|none of"
    r"|nothing|neither|nor|without|hardly|barely|rarely|seldom|scarcely|doubt(?:s|ful)?|no)"
)
WAITS = r"(?:wait(?:s|ed|ing)?|delay(?:ed|ing)?|hold(?:ing)? off|rule)"
LENGTH = r"(?:as long as |as much as |for |up to |more than |longer than |over |beyond |past )?"
STATE = (
    r"swell\w*|swollen|red|redness|bruis\w+|sor(?:e|eness)|tender\w*|numb\w*|puff\w*|pain\w*"
    r"|downtime"
    r"|itch\w*|black and blue|down|laid up|out|scab\w*|crust\w*|peel\w*|visible|side effects?"
)
DENIED_BEFORE = any_of(
    # need not, no reason to, nobody must
    rf"\b{NOT}\b.{{0,40}}\b(?:need(?:s|ed)?|ha(?:ve|s|d) to|necess\w+|requir\w+|must|obliged"
    rf"|supposed"
    r"|essential|mandatory|obligat\w+|imperative|critical|compulsory|got to)\b.{0,80}\Z",
    r"\b(?:need ?n't|need not|unnecessary|needless|no need|pointless|useless)\b.{0,80}\Z",
    rf"\b{NOT} (?:\w+ ){{0,2}}?(?:evidence|proof|data|stud(?:y|ies)|science|reason|point|benefit"
    rf"|basis"
    r"|harm|magic|special|matter|difference|sense|truth|advantage|value|use|support)\b.{0,80}\Z",
    # does not last, will not take, without waiting
    rf"\b{NOT} (?:\w+ ){{0,3}}?(?:last(?:s|ed|ing)?|persist\w*|take|takes|taken|taking|spend"
    rf"|continue"
    rf"|be|is|been|remain|stay|hold|endure|linger) {LENGTH}{ROUGHLY}\Z",
    rf"\b{NOT}\b.{{0,50}}\b{WAITS}\b.{{0,40}}\Z",
    # I do not ask, I do not tell
    rf"\b{NOT} (?:\w+ ){{0,2}}?(?:asked|told|made|required|ask|tell|require|insist|make|instruct"
    rf"|force|restrict|believe in"
    r"|agree|follow|buy|subscribe|limit|confine|adhere|stick)\b.{0,80}\Z",
    rf"\b{NOT} (?:\w+ )?(?:think|believe|say|said|recommend|advise|suggest|mean|claim|call|consider"
    rf"|find|see|know) (?:for |that |of |in |a |the )?{ROUGHLY}\Z",
    # not 48 hours, rather than 4 hours
    r"\b(?:not|never|nor|rather than|instead of|as opposed to|versus|vs\.?)(?: in| at| of)?"
    r" (?:just |only |even |really |exactly |the |a |full |another |about |some )*\Z",
    r"\b(?:no|skip|drop|zero|lift) (?:such |the |that |this |a |any )?\Z",
    r"\b(?:rather than|instead of)\b.{0,25}\Z",
    # will not be red for a week, no downtime of 5 days, nobody should expect it to last
    rf"\b{NOT}\b.{{0,40}}\b(?:be|stay|remain|get|have|cause|feel|leave) (?:\w+ ){{0,3}}?(?:{STATE})"
    rf"(?: \w+){{0,2}}? (?:for|in|over|of) {ROUGHLY}\Z",
    rf"\b{NOT}\b.{{0,60}}(?<!minimum|maximum) (?<!period )(?<!total )(?<!least )of {ROUGHLY}\Z",
    rf"\b{NOT}\b.{{0,50}}\b(?:last|lasting) {LENGTH}{ROUGHLY}\Z",
    rf"\b{NOT}\b.{{0,50}}\bby \w+ing\b.{{0,40}}\Z",
    rf"\b{NOT} (?:\w+ )?(?:return|comes? back|go(?:es)? away|disappear|fade|heal|resolve|improve"
    rf"|subside|dissolve"
    rf"|vanish|happen|change)(?:e?[sd])? (?:\w+ ){{0,2}}?(?:in|within|by) {ROUGHLY}\Z",
    # on what is allowed before
    r"\b(?:feel free|fine|ok|okay|safe|can(?!')|may|allowed|free)\b.{0,50}\bbefore (?:the )?\Z",
    # said by others, or formerly
    r"\b(?:not|\w+n't|never) (?:\w+ )?(?:true|correct|so|right|accurate) that\b.{0,80}\Z",
    r"\b(?:that|it|this) would (?:take|last|mean|be)\b.{0,40}\Z",
    r"\b(?:might|may|will|often) (?:hear|read|be told|find)\b.{0,80}\Z",
    r"\b(?:few|hardly any) (?:\w+ )?(?:doctors|surgeons|people|patients|colleagues"
    r"|of us)\b.{0,80}\Z",
    r"\b(?:myths?|outdated|obsolete|old wives|superstition|contrary to|despite|regardless of"
    r"|whether"
    r"|matters? (?:if|how)|used to|traditionally|formerly|in the past|years ago|decades ago"
    r"|(?:was|were) (?:once |always |often )?(?:taught|told|thought|asked)|you(?:'ve| have"
    r"| may have"
    r"| might have)? (?:heard|read)|some (?:\w+ )?(?:say|claim|think|believe|insist|still)"
    r"|some (?:\w+ )?(?:recommend|advise|suggest)|others (?:\w+ )?|supposedly|allegedly|false"
    r"|untrue|disagree\w*|dispute|skeptical|sceptical|stopped (?:telling|asking|recommending"
    r"|advising)"
    r"|abandoned|not a fan|unconvinced|unaware|too strict|opposed to|question the|wrong to"
    r"|silly to|foolish to|unrealistic|(?:could|would|should|might) have (?:been|had|done|taken"
    r"|\w+ed)"
    r"|wish|cannot wait|can't wait)\b.{0,80}\Z",
    r"\b(?:as if|as though|even if|no matter)\b.{0,60}\Z",
)
DENIED_AFTER = any_of(
    r".{0,50}\b(?:unnecessary|needless|overkill|excessive|arbitrary|outdated|obsolete|a myth"
    r"|too long"
    r"|too short|too (?:late|early|soon|little|much)|pointless|nonsense|exaggerated|overly"
    r"|unrealistic"
    r"|impossible|more \w+ than|tradition|unproven|based on (?:nothing|no)|never been (?:proven"
    r"|shown)"
    r"|myth|(?:not|\w+n't)(?: \w+)? (?:necessary|needed|required|enough|true|correct"
    r"|sufficient))\b",
    r" (?:or|and) (?:not|never)\b",
    r"[ -](?:rule|myth|theory|dogma|nonsense|story)\b",
)
# "Four hours is not enough", but not "after four hours it is not a problem".
NOT_SO_AFTER = any_of(
    r"(?! (?:after|before|following|from|later|post|prior)\b)(?: [\w'-]+){0,3}? (?:is|are|was"
    r"|were|be|seems?|makes?|does|do|has|have|will|would)(?:n't"
    r"| not| no| hardly| never)\b",
)
DOING_BEFORE = any_of(r"\A\W*(?:to \w+|\w+ing|a|the|an|that)\b")
SOONER_BEFORE = any_of(
    r"\b(?:sooner|earlier|faster|quicker|shorter|younger) than " + ROUGHLY + r"\Z"
)
PREPOSITION_BEFORE = any_of(
    r"\b(?:after|at|beyond|by|during|for|from|in|least|over|than|until|till|up to|within) "
    + ROUGHLY
    + r"\Z"
)
KEPT_RULE_BEFORE = any_of(
    r"\b(?:follow|keep(?: to)?|stick (?:to|with)|use|have|recommend|advise|swear by|go by) "
    r"(?:a|the|my|our|this) \Z"
)
RULE_AFTER = any_of(r"[ -]rule\b")
# Prohibitions and limits are affirmed, though they hold a "not".
PROHIBITED_BEFORE = any_of(rf"\b{NOT}\b")
LIMIT_BEFORE = any_of(r"\b(?:no|not) (?:more|less|longer|fewer|later|earlier|sooner) than \Z")

# Words that doubt what the sentence tells, wherever they stand in it.
SCEPTICAL = any_of(
    r"\b(?:myths?|misconceptions?|misinformation|mistaken|misguided|nonsense|old wives|outdated"
    r"|obsolete|overkill|excessive(?:ly)?|overly|contrary to|debunk\w*|rumou?rs?|unproven|unfounded"
    r"|unlikely|doubt(?:ful)?|whoever|whichever|ignore|disregard|(?<!not )(?<!n't )forget"
    r"|question the|bad idea|poor idea|superstitio\w+|hearsay|so-called|allegedly|supposedly"
    r"|exaggerat\w+|unnecessar\w+|needless\w*|pointless|useless|old[- ]fashioned"
    r"|makes? (?:no|little) (?:difference|sense)|(?:doesn't|does not) (?:matter|make)"
    r"|old(?:er)? (?:advice|rule|teaching|idea|school)|legend|marketing|gimmick|hype"
    r"|debat\w+|controvers\w+|nobody knows|who knows|arbitrar\w+)\b",
    r"\b(?:no|zero|little|scant|lack of|without|any|isn't|not)(?: \w+){0,2} (?:evidence|proof|data"
    r"|basis|science|research|rationale|justification|foundation)\b",
)

# A time on a condition.
IF_BEFORE = any_of(
    r"\b(?:if|unless|in case|should (?:it|the|you|your)|were you to|suppose)\b.{0,80}\Z"
)

# A time to wait or to last.

GOVERNED_BEFORE = any_of(
    r"\b(?:should|must|will|'ll|wait(?:ing)?|avoid\w*|refrain\w*|abstain\w*|hold(?:ing)? off|lasts"
    r"|lasting|(?<!my )(?<!the )(?<!our )last|takes?|allow\w*|needs?|requires?|stay(?:ing)?|keep"
    r"|recommend\w*|advise|suggest|until"
    r"|postpone|delay|skip|stop|don't|do not|no|(?:believe|found|know|noticed|said|see|seen|sure"
    r"|think|told) that)\b"
)
CUE_BEFORE = any_of(
    r"\b(?:your (?:body|face|lips?|skin)|then|persists?|holds?|about|add|after|allow(?:s|ing)?"
    r"|almost"
    r"|another|approximately|are|around|at|average(?:s"
    r"|d)?"
    r"|be|before|beyond|by|during|every|expect|first|following|for|from|full|give(?:n)?(?: it| them"
    r"| yourself)?|in|initial|is|last(?:ed|ing|s)?|least|less than|like|longer than|maximum of"
    r"|minimum of"
    r"|maximum|minimum|more than|most|nearly|need(?:ed|s)?|next|of|off|once|only|over|past|period"
    r"|plan(?: on)?|post|postpone|recommend(?:ed|s)?|remain|require(?:d|s)?|rest(?:ing)?|roughly"
    r"|sa(?:id|ys?)"
    r"|skip|spend|stay|suggest(?:ed|s)?|advise[ds]?|prefer|take(?:n|s)?|taking|than|till?|to|took"
    r"|throughout|under|until|use|usually|wait(?:ed|ing|s)?|was|within|it|them|add|ask for|entire"
    r"|typically|probably|maybe|perhaps|say|generally|often|sometimes|just|even|and|or|with|through"
    r"|to do) (?:the |a |these |those |your |this |an |that )?"
    r"(?:good |full |whole |solid |further )?\Z",
    r"(?:\A|[,;:.(!?…–—\"“-]) ?(?:the |a |an )?\Z",
)
CUE_AFTER = any_of(
    r"(?:'s|')?(?: or (?:so|more|longer|less))?[ -](?:after|apart|before|earlier|following|from"
    r"|later"
    r"|post|prior|sooner|until|without|wait|interval|break|delay|recovery|downtime|healing|rest"
    r"|restriction|period|of (?:rest|downtime|recovery|healing|swelling|bruising|redness|waiting)"
    r"|procedure|treatment|session|is (?:the|about|enough|plenty|fine|sufficient|best|ideal"
    r"|typical|usual"
    r"|what)|at a time|mark)\b"
)

# "A day" may say how often, and "one day" some day: what stands beside them decides.
BARE = any_of(A_DAY)
ONE_DAY = any_of(r"one\s+(?:day|night)")
LONG_BEFORE = any_of(
    r"\b(?:about|after|allow|almost|another|approximately|around|as long as|at|be|before|by|during"
    r"|expect|for|from|give(?: it)?|(?<!once )(?<!twice )(?<!thrice )(?<!times )in|is|last(?:ed"
    r"|ing|s)?"
    r"|least|like|most|nearly|need(?:ed|s)?|of|only|or|over|plan|post|postpone|require[ds]?|rest"
    r"|roughly|skip|stay|take[ns]?|taking|than|till?|to|took|under|until|wait(?:ed|ing|s)?|was"
    r"|within) \Z"
)
LONG_AFTER = any_of(
    r" (?:or (?:so|more|longer|less)|after|apart|before|earlier|following|from|later|post"
    r"|prior|sooner)\b(?! (?:bed|breakfast|dinner|eating|food|lunch|meals?|sleep))"
)
MAYBE_BEFORE = any_of(
    r"(?:\A|[,;:.(!?…–—“\"-]|\b(?:and|even|generally|just|maybe|perhaps|probably|say|typically"
    r"|usually|with)) ?\Z"
)

# What a sentence speaks of that tells to wait or says how long something lasts. Without any such
# word a time is more likely an office's, a journey's or a figure of speech.
TOPIC = any_of(
    r"\b(?:not|no|\w+n't|cannot|never|nothing|without)\b",
    r"\b(?:wait|avoid|refrain|abstain|postpon|delay|skip|stop|paus|hold|keep|stay|remain|rest|sleep"
    r"|should|must|need|recommend|advi[sc]|suggest|prefer|policy|rule|ask|tell|told|said|say"
    r"|allow|let"
    r"|instruct|label|manufacturer|use|wear|apply|appli|ice|icing|massag|press|give|take|taking"
    r"|leave"
    r"|return|resum|go back|back|come|see|follow|touch|repeat|spac|space|apart|plan|expect|count on"
    r"|allow|shower|swim|wash|make-?up|exercis|run|workout|work out|gym|alcohol|drink|sun|tan|tann"
    r"|light|bandage|tape|garment|elevat|downtime|off|break|bath|shav|travel|fly|drive)\w*",
    r"\b(?:last|wear|fade|fading|heal|settl|resolv|subsid|swell|swollen|bruis|red|sore|tender|numb"
    r"|pain|sting|result|effect|kick|peak|show|appear|visib|final|recover|procedur|treat|session"
    r"|inject|botox|dysport|filler|juvederm|restylane|laser|peel|surger|scar|stitch|sutur|crust"
    r"|scab"
    r"|gone|better|normal|soft|firm|dissolv|integrat|grow|regrow|thicken|matur|clear|diminish"
    r"|improv|minimum|maximum|enough|plenty|standard|typical|usual|average|toxin|bound|bind|lump"
    r"|bump|crease|wrinkle|skin|hair|lip|face|drain|block|cream|medic|massage|retin|aspirin|spread"
    r"|diffus|uptake|absorb|function|work|lasting|concern|problem|safe|fine|ok|okay|best|preferen"
    r"|you (?:can|may)|soonest|earliest|reassess|headach|ache|nausea|spray|pink|worn|compress"
    r"|later|round|half[- ]life"
    r"|relax|stiff|frozen|operat|smok|quit|common|rare|bleed|ear|noise|fever|cast|brace|implant"
    r"|prp|chemical|facial|derma|needl|thread)\w*",
)
FEW_WORDS = 6
"""Words of a sentence that is little more than a time: "About two weeks, in my opinion"."""
