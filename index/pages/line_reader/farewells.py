"""The words by which a letter is ended: "Best wishes", "Yours", "Mit freundlichen Grüßen"."""

import re

from index.patterns import pattern

VALEDICTION = (
    r"(?:(?:my |with |very )?(?:kind(?:est)? |warm(?:est)? |best |many )?"
    r"(?:regards|best|best wishes|wishes|all the best|good luck|best of luck"
    r"|sincerely(?: yours)?|yours(?: truly| sincerely| faithfully)?|respectfully(?: yours)?"
    r"|cordially|warmly|cheers|be well|stay well|take care|good health"
    r"|(?:i )?hope (?:this|that|it) helps)"
    r"|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente"
    r"|(?:mucha |buena )?suerte"
    r"|(?:mit )?(?:freundliche[nr]?|beste[nr]?|herzliche[nr]?|liebe|viele|schöne) "
    r"(?:grüße[n]?|gruß)"
    r"|alles gute|viel erfolg|hochachtungsvoll"
    r"|(?:bien )?cordialement|bien à vous|bonne chance|salutations(?: distinguées)?"
    r"|atenciosamente|(?:um )?abraços?|(?:com os )?(?:melhores )?cumprimentos|boa sorte)"
)
THANKS = (
    r"(?:(?:many )?thanks|thank you|gracias|danke|merci|obrigad[oa])"
    r"(?: for (?:your|the|asking)[^.!?,]{0,40})?"
)
FAREWELL = pattern(rf"(?:{VALEDICTION}|{THANKS})\s*[,.!:–—-]*", re.IGNORECASE)
