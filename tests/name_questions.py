"""Questions that name a doctor of the seed pages, and questions that name nobody there."""

NAMING = (
    ("what does Dr. Weiner say about exercising the area?", "Steven F. Weiner, MD"),
    ("Dr Lensink on eyelid spasms", "Daniel Lensink, MD"),
    ("did jared mallalieu talk about massage", "Jared Mallalieu, DO"),
    ("what would dr steinsapir think of facial exercises", "Kenneth D. Steinsapir, MD"),
    ("Ben Behnam's opinion on fillers and movement", "Ben Behnam, MD"),
    ("according to Dr. Krauss, when can I lie face down?", "Madeline Krauss, MD"),
    ("Dr. Chilucuri FacExer", "Suneel Chilukuri, MD"),
    ("what did Sheldon Pollack write about bunny lines", "Sheldon V. Pollack, MD, FRCP"),
    ("torgerson", "Cory Torgerson, MD, PhD, FRCSC"),
    ("how long does Todd Miller tell patients to wait?", "Todd C. Miller, MD"),
)
"""The question, and the doctor as printed whose answer must come first."""

NAMING_NOBODY = (
    "can I exercise after botox",
    "is green tea bad after botox",
    "should I see a doctor first",
    "can I lie face down on a massage table",
    "what do most doctors say about waiting",
)
