"""Patients' messages, each with the level of urgency the page owes it, and why.

Made up, and labelled without a look at the detector. They are written as people write: at night,
on a phone, with typos, for somebody else, in English and Spanish, the sign often in passing. More
than half are harmless messages that look alarming.

crisis: suicide or self-harm, of the writer or of somebody they worry about now.
emergency: a sign from the boxed warnings, an allergy or a collapse, happening now or new.
urgent: a drooping eyelid alone, an infection, an open wound or blister.
clinic: an ordinary after-effect of a treatment the writer or a person they ask for just had.
none: everything else: figures of speech, general risks, old history, wishes, work and fiction.
"""

from typing import Literal, NamedTuple


class Message(NamedTuple):
    """One message as a patient sends it."""

    text: str
    level: Literal["crisis", "emergency", "urgent", "clinic", "none"]
    why: str


MESSAGES: tuple[Message, ...] = (
    # Crisis.
    Message("no point waking up tomorrow", "crisis", "no wish to wake"),
    Message(
        "i look in the mirror since the filler and i just dont want to be here anymore",
        "crisis",
        "does not want to be here",
    ),
    Message(
        "My daughter had her nose done in March and since then she keeps writing that everyone "
        "would be better off without her. Tonight she locked herself in the bathroom and won't "
        "answer me. What do I say to her??",
        "crisis",
        "worried mother, daughter speaks of not being there",
    ),
    Message(
        "how many of moms sleeping pills does it take to not wake up. ruined my own face nobody "
        "will ever want me",
        "crisis",
        "asks for a lethal dose",
    ),
    Message("i want to kil myself over this boched lip job", "crisis", "says it outright"),
    Message(
        "is it nomral to think abuot ending my life after bad botox",
        "crisis",
        "masked as a question",
    ),
    Message(
        "I've been cutting again since the laser left these marks on my cheeks. Can the burn be "
        "fixed or do I have to live with it?",
        "crisis",
        "self-harm, laser is what is asked",
    ),
    Message(
        "thers a bridge near my house and i keep goin there at nite thinking about it, ever "
        "since my eyelid surgery went wrong",
        "crisis",
        "a place she thinks of",
    ),
    Message("quiero morirme, me dejaron la cara destrozada", "crisis", "Spanish, wishes to die"),
    Message(
        "mi mejor amiga dice q se va a quitar la vida por lo de su nariz, no me contesta desde "
        "anoche, que hago",
        "crisis",
        "Spanish, a friend now",
    ),
    Message(
        "id rather be dead than look like this. i mean it. i have it all planned for sunday when "
        "the kids are at their dads",
        "crisis",
        "has a plan",
    ),
    Message("sucidal since threads", "crisis", "three words"),
    Message(
        "i cant go on living like this. can hyaluronidase bring my old face back",
        "crisis",
        "does not want to go on",
    ),
    Message(
        "My husband (61) had a facelift in spring and hates it. He has been giving away his "
        "watches and fishing things and told our grandson on the phone yesterday he won't be "
        "alive at Christmas, he'd see to that himself. He laughs it off when I ask. Should the "
        "tightness under the chin have gone by now?",
        "crisis",
        "husband says goodbye",
    ),
    Message(
        "wrote the goodbye letters to my parents last nite. just want to know does the swelling "
        "in my cheeks go down befor they find me",
        "crisis",
        "letters written",
    ),
    Message(
        "i burn my arm with a lighter every time i see the lumps under my eyes. will the marks "
        "show later or can a laser take them off",
        "crisis",
        "burns herself",
    ),
    Message(
        "honestly hoping i dont wake up from the anesthesia, thats the only reason im booking "
        "the tummy tuck",
        "crisis",
        "hopes not to wake",
    ),
    Message(
        "wish id never been born and wish it was over already, 16f, acne scars everywere, does "
        "laser work at my age",
        "crisis",
        "teenager",
    ),
    Message("ya no quiero vivir", "crisis", "Spanish, four words"),
    Message(
        "no le encuentro sentido a seguir aqui, desde la operacion no salgo ni hablo con nadie y "
        "anoche pense en tomarme todas las pastillas juntas",
        "crisis",
        "Spanish, pills in mind",
    ),
    Message(
        "my roomate took down all the mirrors and today i found a noose in her closet. she had "
        "cheek filler that migrated. is it reversable",
        "crisis",
        "found a noose",
    ),
    Message(
        "gonna unalive myself if it doesnt wear off, not even joking this time",
        "crisis",
        "young people's word",
    ),
    Message(
        "im so tired of this face. tired of everthing. i have the pills next to me and i think "
        "tonight is it",
        "crisis",
        "pills at hand",
    ),
    Message(
        "Does dissolving hurt? Not that it matters much, I won't be alive on Friday, I've decided.",
        "crisis",
        "in passing, as an afterthought",
    ),
    Message(
        "My son is 19 and slices his thighs with razor blades because of his acne, I saw the "
        "fresh wounds this morning. We would like to know more about lasers for him.",
        "crisis",
        "son hurts himself",
    ),
    Message(
        "i stopped eating and drinking on purpose so it ends sooner. jaw botox made me ugly and "
        "he left",
        "crisis",
        "starves to end it",
    ),
    Message(
        "nobody would miss me if i jumped. how long does juvederm stay",
        "crisis",
        "would jump",
    ),
    Message(
        "Tengo pensamientos de hacerme daño desde que me pusieron los rellenos, ¿puede ser un "
        "efecto secundario?",
        "crisis",
        "Spanish, thoughts of self-harm as a side effect",
    ),
    Message(
        "Is botox known to cause suicidal thoughts? asking bc ive had them every night since my "
        "second round",
        "crisis",
        "has the thoughts now, asks as a cause",
    ),
    Message("I don't feel safe with myself tonight", "crisis", "not safe alone"),
    Message(
        "he keeps saying hell shoot himself if the hair transplant fails, my brother i mean. "
        "well it failed 2 weeks ago and i cant reach him since this morning",
        "crisis",
        "brother threatens, cannot be reached",
    ),
    Message(
        "Hello, I'm 47, divorced, two teenagers. In November I had filler in the tear troughs "
        "from a nurse a colleague recommended, one syringe split between both sides. From the "
        "front it is ok but from the side there is this sausage, grey blue, you can see it on "
        "every video call. I went back twice, she massaged it and said give it time. I stopped "
        "going to church and I do my shopping at night. Last week I stood on the platform and "
        "was counting how fast the train comes in and thought one step and nobody has to look at "
        "this any more, and I went back the next evening to do it and only didn't because a "
        "child was there. Anyway, my question is about the dissolving enzyme. I read that it can "
        "also eat your own hyaluronic acid and leave hollows, and that it needs an allergy test "
        "when you react to bee stings, which I do a little. How many units are used for such a "
        "small place and can new filler go in the same day or must I wait two weeks?",
        "crisis",
        "long story, sign in the middle",
    ),
    Message(
        "Good evening doctors. We're writing on behalf of my sister, 38, she does not know. She "
        "had three rounds of CO2 laser for melasma, and the dark patches came back worse than "
        "ever, she spent our mother's inheritance on it. She was always the pretty one of us. "
        "Since August she sleeps in the guest room with the curtains shut, doesn't pick up the "
        "phone, and on Saturday I overheard her asking her boy who he would like to live with "
        "when mummy is gone, and she told me later that she has saved up enough tablets and it "
        "will be peaceful. Our mother thinks it's attention. What I wanted to ask is about "
        "tranexamic acid by mouth, whether it's still possible after laser, whether it can be "
        "had without a prescription and how long until the first lightening?",
        "crisis",
        "long story, husband",
    ),
    Message(
        "pls someone tell me a painles way out, i cant be the girl with the frozen face one more "
        "day",
        "crisis",
        "wants it to stop for good",
    ),
    Message(
        "bruises from filler are nothing, i keep bashing my head on the wall on purpose till it "
        "bleeds, i hate what they put in there",
        "crisis",
        "cannot stop hurting herself",
    ),
    Message("want to die. lips ruined", "crisis", "short"),
    Message("cant do life anymore", "crisis", "short"),
    Message("quiero desaparecer para siempre, matarme", "crisis", "short, Spanish"),
    # Emergency.
    Message(
        "my soup came back out through my nose at dinner and now water does too. had 60 units of "
        "dysport in the jaw and neck bands last thursday",
        "emergency",
        "swallowing, indirect",
    ),
    Message(
        "is it normal that I can't swallow after botox?",
        "emergency",
        "swallowing, masked as question",
    ),
    Message("cant swalow. botox 4 days ago", "emergency", "swallowing, terse"),
    Message(
        "Since Monday my tablets get stuck halfway and I cough on every sip of tea. Neck Botox "
        "was the Friday before. Is there a trick with honey or bread to get them down?",
        "emergency",
        "swallowing, pills stick",
    ),
    Message(
        "my mom is 68 and had botox for her neck spasms 9 days ago, she's chokeing on everything "
        "even her own spit and has lost weight. she says dont bother the doctor",
        "emergency",
        "swallowing, mother",
    ),
    Message(
        "i have to lean over the sink to drool because spit wont go down, platysma botox last "
        "week, how long does this take to wear off",
        "emergency",
        "swallowing, drooling",
    ),
    Message(
        "me puse botox en el cuello hace 6 dias y no puedo tragar ni la saliva, es normal??",
        "emergency",
        "swallowing, Spanish",
    ),
    Message(
        "everone at work asks if im drunk my words come out like mush. 2 wks since xeomin in "
        "masseters",
        "emergency",
        "speech, drunk sound",
    ),
    Message(
        "My tongue has felt too heavy to form words since yesterday morning. I had Botox in my "
        "chin and around the mouth on the 3rd. My wife can hardly understand me on the phone.",
        "emergency",
        "speech, tongue heavy",
    ),
    Message(
        "mi mamá habla arrastrando las palabras desde ayer y hace una semana le pusieron toxina "
        "en la frente y el cuello",
        "emergency",
        "speech, Spanish",
    ),
    Message(
        "is it ok to be out of breath just lying in bed 5 days after botox for sweaty armpits",
        "emergency",
        "breathing, masked",
    ),
    Message("cant breath properly after dysport", "emergency", "breathing, terse"),
    Message(
        "i have to sleep sitting up becuase when i lie flat i dont get enough air. Had my traps "
        "botoxed 10 days ago (100 units each side) for a slimmer neck. shoulders look great tho",
        "emergency",
        "breathing, cannot lie flat",
    ),
    Message(
        "my girlfriend next to me is breathing really shallow and fast and says its like a "
        "weight on her ribs, she got calf botox on tuesday should i let her sleep",
        "emergency",
        "breathing, partner asleep",
    ),
    Message(
        "I can't hold my head up. It drops forward like a newborn's and I have to prop my chin "
        "on my hand to type. 3 weeks after Botox for migraine.",
        "emergency",
        "weakness, head falls",
    ),
    Message(
        "legs are like wet noodles, took me 15 mins to get up the stairs, arms too. botox in "
        "forhead last wed. flu?",
        "emergency",
        "weakness, stairs",
    ),
    Message(
        "whole body weak sinse my botox appt, cant even open a jar or lift my baby",
        "emergency",
        "weakness, whole body",
    ),
    Message(
        "desde el botox tengo todo el cuerpo debil, no puedo ni levantar los brazos para peinarme",
        "emergency",
        "weakness, Spanish",
    ),
    Message(
        "Funny question maybe. Twelve days after my crow's feet were done I can't lift the "
        "hairbrush above my ears any more and my knees give way getting off the toilet. Could it "
        "be from the toxin or am I simply unfit at 52?",
        "emergency",
        "weakness, hair brush, indirect",
    ),
    Message(
        "first my hands then my legs now i can barely turn over in bed, myobloc 8 days ago for "
        "spasticity. do i wait for my apointment on the 20th",
        "emergency",
        "weakness, spreading",
    ),
    Message(
        "everything has a ghost next to it when i look left, even my phone. crows feet botox sat",
        "emergency",
        "double vision, ghost",
    ),
    Message(
        "I have to shut one eye to drive because I see two of every car. Jeuveau last week. Will "
        "it pass before my holiday?",
        "emergency",
        "double vision, closes one eye",
    ),
    Message("seeing doubel after botox help", "emergency", "double vision, two words plus"),
    Message(
        "had botox around the eyes on friday. today i cant read the subtitles on tv, everything "
        "is smeary like looking through vaseline. new glasses?",
        "emergency",
        "blurred vision after toxin",
    ),
    Message(
        "dad is 74, blefrospasm shots two weeks ago, now he pours the cofee next to the cup "
        "because he sees 2 cups",
        "emergency",
        "blurred vision, dad",
    ),
    Message(
        "veo borroso y doble desde q me puse botox en las patas de gallo el lunes",
        "emergency",
        "blurred, Spanish",
    ),
    Message(
        "Lost my voice completely four days after the neck treatment with Botox, only a whisper "
        "comes out. No cold, no fever. I teach on Monday, any tea you'd recommend?",
        "emergency",
        "voice, lost",
    ),
    Message(
        "my voice has gone all croaky n weak since botox, i sound like a frog, wierd right?",
        "emergency",
        "voice, like a frog",
    ),
    Message(
        "I sing in a choir and since the Daxxify last week I cannot reach a note, it is all air "
        "and rasp and my speaking voice is a stranger's",
        "emergency",
        "voice, singer",
    ),
    Message(
        "me quede ronca y casi sin voz tres días después de la toxina botulinica, tomo miel?",
        "emergency",
        "voice, Spanish",
    ),
    Message(
        "im 33 and wetting myself since botox in my forehead last week, so embarasing. "
        "coincidence?",
        "emergency",
        "bladder, leaks",
    ),
    Message(
        "Woke up in a wet bed twice this week. Never happened to me before, I'm 45. The only new "
        "thing is the Dysport in my neck and jaw ten days ago.",
        "emergency",
        "bladder, bed",
    ),
    Message(
        "I pee without noticing it. botox 11 days ago. no burning no infection they tested",
        "emergency",
        "bladder, no feeling",
    ),
    Message(
        "droopy lid since tuesday and now also food going down the wrong pipe and im seeing two "
        "of my husband. botox was 8 days ago, can i get eyedrops for the lid",
        "emergency",
        "several toxin signs",
    ),
    Message(
        "are tiredness, trouble speaking and leaking urine listed as normal after a forehead "
        "treatment? All three started on day five for me",
        "emergency",
        "several, masked",
    ),
    Message(
        "right after the nose filler my left eye went dark like somebody switched a light off "
        "and its still not back",
        "emergency",
        "filler vision, dark",
    ),
    Message(
        "a grey curtian came down over half of my eye about an hour after tear trough filler. is "
        "that the numbing?",
        "emergency",
        "filler vision, curtain",
    ),
    Message(
        "Terrible pain deep behind the eye since she injected my glabella with Restylane this "
        "afternoon. The forehead is fine. Would ibuprofen do?",
        "emergency",
        "filler eye pain",
    ),
    Message("blind in one eye after fillar", "emergency", "filler vision, terse"),
    Message(
        "me pusieron relleno en la nariz hoy y de repente no veo por el ojo derecho",
        "emergency",
        "filler vision, Spanish",
    ),
    Message(
        "my best friend is lying here with a towel, she got temple filler 2h ago, says theres "
        "black spots and half of my face is missing when she looks at me. injector doesnt pick up",
        "emergency",
        "filler vision, spots, friend",
    ),
    Message(
        "No pain, no bruise, skin looks lovely, but since the cheek filler yesterday colors are "
        "gone on the left and I can only see light and shadow.",
        "emergency",
        "filler vision, no pain",
    ),
    Message(
        "my husband's mouth hangs on the right and the coffee runs out and he's talking "
        "gibberish. he had cheek filler this morning but also hes 66 with high blood presure. do "
        "i call the clinic?",
        "emergency",
        "stroke, coffee runs out",
    ),
    Message(
        "Suddenly my whole left side went numb, arm and leg, while I was icing my lips. Filler "
        "two hours ago. Pinched nerve?",
        "emergency",
        "stroke, one side numb",
    ),
    Message(
        "cant lift my right arm n my face is sliding down one side, words come out wrong, had "
        "forehead filler at noon",
        "emergency",
        "stroke, arm",
    ),
    Message(
        "mum had filler at 3pm, now she does not know what day it is, she put her shoes in the "
        "fridge and one corner of her mouth wont move. she's 58",
        "emergency",
        "stroke, confused mother",
    ),
    Message(
        "half of my face just droped and my arm feals like its not mine",
        "emergency",
        "stroke, no treatment",
    ),
    Message(
        "a mi esposo se le torció la boca y no puede mover el brazo, habla raro, fue hace 20 "
        "minutos",
        "emergency",
        "stroke, Spanish",
    ),
    Message(
        "no pain but the skin above my lip is chalk white since the filler at four o clock",
        "emergency",
        "skin, chalk",
    ),
    Message(
        "theres like a purple fishnet patern going from my nose to my cheek, got my nasolabials "
        "filled yesterday. bruise or?",
        "emergency",
        "skin, fishnet",
    ),
    Message(
        "The tip of my nose has turned grey and cold, the day after a liquid rhinoplasty. Photo "
        "looks like candle wax. Should I warm it with a hair dryer?",
        "emergency",
        "skin, grey tip",
    ),
    Message(
        "is blanching that doesnt go away when you press a usual thing after lip filler? mine is "
        "the size of a penny and spreading to the nostril",
        "emergency",
        "skin, blanching masked",
    ),
    Message(
        "my sisters chin looks marbled, white and bluish, since her filler on saturday, she "
        "keeps putting concealer on it. how do i convince her its not just a bruise",
        "emergency",
        "skin, sister",
    ),
    Message(
        "duskey patch over the smile line, two days post sculptra, the skin doesn't go pink "
        "again when I push on it",
        "emergency",
        "skin, dusky",
    ),
    Message(
        "se me puso la piel blanca como papel arriba del labio después del relleno, ya van 5 horas",
        "emergency",
        "skin, Spanish",
    ),
    Message(
        "ok so 19f did a hyaluron pen at my freinds house, now theres a lacy violet net around "
        "my mouth and its cold to touch, mom cant know",
        "emergency",
        "skin, lace, young",
    ),
    Message(
        "part of my nostril is turning black 3 days after filler and smells, i was told its a "
        "bruise",
        "emergency",
        "skin, black",
    ),
    Message(
        "The lips hurt far worse tonight than right after the filler on Monday, it's throbbing "
        "up to my nose and painkillers do nothing",
        "emergency",
        "pain, worsening",
    ),
    Message(
        "excrusiating pain in cheek after filler, 10/10, cant sleep cant think. ice??",
        "emergency",
        "pain, severe",
    ),
    Message(
        "filler in jawline yesterday, pain so bad i threw up and it gets worse by the hour",
        "emergency",
        "pain, vomiting",
    ),
    Message(
        "tengo un dolor insoportable en la mejilla desde el relleno de ayer y cada hora es peor",
        "emergency",
        "pain, Spanish",
    ),
    Message(
        "lips feel like rubber and are twice the size and i hear myself whistle when i inhale",
        "emergency",
        "allergy, whistle",
    ),
    Message(
        "Covered in hives from the neck down an hour after the numbing cream. They itch like "
        "mad. Antihistamine and wait?",
        "emergency",
        "allergy, hives",
    ),
    Message(
        "big raised welts all over my belly n arms, got botox at lunchtime, never had that befor",
        "emergency",
        "allergy, welts",
    ),
    Message(
        "my tounge is swelling up fast, hyaluronidase 30 min ago",
        "emergency",
        "allergy, tongue",
    ),
    Message(
        "It feels as if my throat is closing. I was given the dissolver for my lip filler just "
        "now and I'm sitting in the car park of the clinic. Is that nerves?",
        "emergency",
        "allergy, throat",
    ),
    Message(
        "nearly past out twice since the injecshuns an hour ago, room is spinning and my heart "
        "is racing",
        "emergency",
        "allergy, faint",
    ),
    Message(
        "are you supposed to be so dizzy u cant walk straight the day after botox or is it just me",
        "emergency",
        "allergy, dizzy masked",
    ),
    Message(
        "my 22 yr old came home from her filler with a rattly wheezy chest and red blotches all "
        "up her neck. shes never had asthma",
        "emergency",
        "allergy, wheeze, daughter",
    ),
    Message(
        "se me esta hinchando la lengua y tengo ronchas por todo el cuerpo despues de la inyección",
        "emergency",
        "allergy, Spanish",
    ),
    Message(
        "Woke up and my lips and eyelids had ballooned overnight, no lip treatment at all, only "
        "forehead Botox yesterday. Tongue feels thick too. Can I take the antihistamine of my "
        "dog?",
        "emergency",
        "allergy, wakes swollen",
    ),
    Message(
        "she is having anaphalaxis from the hyaluronidase and we have no epipen",
        "emergency",
        "anaphylaxis named",
    ),
    Message("chest pian and left arm hurts, laser was this morning", "emergency", "chest pain"),
    Message(
        "like an elephant sitting on my breastbone since the peel, sweating buckets. phenol was "
        "it called",
        "emergency",
        "chest pain, elephant",
    ),
    Message(
        "my wife just had a siezure in the bathrom, shaking all over for 2 min, she had numbing "
        "cream on both legs under cling film for laser hair removal",
        "emergency",
        "seizure",
    ),
    Message(
        "a mi hija le dio una convulsion despues de la crema anestesica, que hago",
        "emergency",
        "seizure, first time, Spanish",
    ),
    Message(
        "he wont wake up. he had sedation for the lipo this morning and i cant get him awake",
        "emergency",
        "unconscious",
    ),
    Message(
        "my friend collapsed after her lip filler and isnt respoding, her lips look blue",
        "emergency",
        "fainted, not coming to",
    ),
    Message(
        "used the whole tube of lidocaine on my back for the tattoo removal, now my mouth is "
        "numb, ears are ringing and heart is pounding all over the place. too much?",
        "emergency",
        "overdose, numbing cream",
    ),
    Message(
        "took way too many vicodin for the pain after my facelift, lost count, think its an "
        "overdose. feeling realy floaty",
        "emergency",
        "overdose, medicine by mistake",
    ),
    Message(
        "Hi all, first time poster, 41 F from Ohio. I've had Botox for years with the same "
        "doctor, forehead and 11s, never a problem, 24 units. She moved to Arizona so I tried a "
        "new place with a Groupon, a very nice lady in a hotel suite, and she talked me into "
        'doing the neck bands as well, "Nefertiti lift", she said. I don\'t know how many '
        "units, she didn't write it down. Forehead looks fab, the neck honestly I see no "
        "difference. Since about the weekend I chew and chew and the food just sits there, I "
        "have to tip my head back and wash it down and last night rice went the wrong way and I "
        "was coughing until I cried, so I live on smoothies now. Down four pounds, ha. My "
        "question: my left brow is a bit higher than the right, a tiny Spock. Can two units fix "
        "that, and is it ok to have it done by a different doctor than the first one? And how "
        "long should I wait for that touch up?",
        "emergency",
        "long story, swallowing in the middle",
    ),
    Message(
        "I'll try to be brief. I am a flight attendant, 29, and had my nose bridge done with "
        "filler on Tuesday in Istanbul, one ml, because I always hated the bump. Flight home was "
        "Wednesday, the doctor said flying is fine. The bump is gone, I really love it, my "
        "colleagues did not even notice, which is the best thing. There is a yellowish bruise on "
        "the bridge, it's under makeup. What is odd is that when I close my right eye, there is "
        "a piece missing at the bottom of what I see, as though someone had torn off the corner "
        "of a picture, since about two hours after the injection, and it hasn't come back. I "
        "thought it's from being tired. What I'd like to know is whether I may wear my "
        "sunglasses again and after how many days, because they sit exactly on the spot and we "
        "have bright sun in the cockpit jump seat. Also how long before I can wear swim goggles?",
        "emergency",
        "long story, vision in the middle",
    ),
    Message(
        "my story sorry its long. so for my 30th my mates all chipped in for lip filler, i "
        "wanted it since school cos i got thin lips like my nan. went to a girl who does it from "
        "her salon, shes done half of our town so i thought its fine. she did 1ml in one go, bit "
        "sore, i had a lolly after lol. bf says they look amazing. next day swollen as hell like "
        "everyone says. only thing is theres a patch between lip and nose thats gone sort of "
        "blotchy white with purple edges and its getting biger, the girl says its bruising an to "
        "put a warm flannel on and not to worry, an its a bit tender. anyways we go to tenerife "
        "on friday an i want to know can i drink on the plane an can i go in the pool with lip "
        "filler 3 days old and do i need factor 50 on my lips?? ta xx",
        "emergency",
        "long story, skin in the middle",
    ),
    Message(
        "I look after my father, who is 79 and had a stroke in 2015, so his right hand is "
        "clenched and the neurologist injects it with botulinum toxin every four months so we "
        "can wash and dress him. Until now always well. This time, two weeks ago, it was another "
        "doctor and a higher amount. The hand is wonderfully loose, we can cut the nails again. "
        "But since the weekend he cannot sit upright at the table, his head lolls and his good "
        "left arm has also become limp, he, who still lifted his own cup, and he speaks so "
        "softly I must put my ear to his mouth. He is in good spirits and eats a little. What I "
        "actually wished to ask you: for the splint, is it better worn at night or by day after "
        "the injection, and do finger exercises in warm water help the effect, or do they "
        "diminish it? The physiotherapist and the nurse tell us opposite things.",
        "emergency",
        "long story, weakness, carer",
    ),
    Message(
        "Buenas noches, tengo 35 años y vivo en Texas. El sábado fui con una señora que pone "
        "botox en su casa, me lo recomendaron mis primas porque cobra barato, me puso en la "
        "frente, en las patas de gallo y en el cuello, no se que marca era porque el frasco "
        "tenia letras coreanas. Los primeros días todo bien, la frente ya casi no se mueve y me "
        "veo mas descansada. Desde el martes me falta el aire cuando me acuesto y siento la "
        "garganta apretada, se me va la comida por el otro lado, y me cuesta hablar en el "
        "trabajo, pero no quiero decirle a mi esposo porque se enoja. Lo que quería preguntar es "
        "si puedo ir al gimnasio ya o tengo que esperar mas días para que no se me mueva el "
        "botox, y si puedo pintarme el pelo esta semana.",
        "emergency",
        "long story, Spanish, breath",
    ),
    Message(
        "its 2am sorry. botox tues. my eyes dont line up anymore i see 2 moons. am i being "
        "dramatic",
        "emergency",
        "two in the morning",
    ),
    Message(
        "can it wait till monday?? food keeps coming up my nose and i sound like i have a cold, "
        "botox masseter n neck",
        "emergency",
        "asked whether to wait",
    ),
    Message(
        "Not sure it's related but a week after my lip flip my hands are so feeble I keep "
        "dropping cups and my eyelids and jaw are giving up by evening",
        "emergency",
        "not sure of the cause",
    ),
    Message(
        "my 6 yr old gets botox for his CP, since last friday hes floppy like a rag doll and "
        "breathing funny at nite",
        "emergency",
        "child",
    ),
    Message(
        "Dear doctors, forgive an old woman of 81. Since the injections for my frown I find I "
        "gag on my porridge and my telephone voice is so faint that my son hangs up. Ought I to "
        "mention it?",
        "emergency",
        "elderly, polite",
    ),
    Message(
        "letters swim n split in 2 when i read, 6 days post tox",
        "emergency",
        "cannot keep eyes focused",
    ),
    Message(
        "I don't have any allergies, never did, it's not an allergy, but ten minutes after the "
        "filler I've got a tight chest, I'm whistling like a kettle and my skin is coming up in "
        "bumps",
        "emergency",
        "denied first",
    ),
    Message(
        "had filler in the chin, it went white and then hurts like a knife, she said massage "
        "hard. been massagng for 3 hrs its whiter",
        "emergency",
        "threads, pain, white",
    ),
    Message("throat closing up filler", "emergency", "short"),
    Message("cant breeth help", "emergency", "short, breath"),
    Message("hives everywhere after dissolver", "emergency", "short, hives"),
    Message("lip went white, cold", "emergency", "short, skin"),
    Message("botox stole my voice", "emergency", "short, voice"),
    Message("eye went black fillr", "emergency", "short, vision"),
    Message("mom unconcious after peel", "emergency", "short, unconscious"),
    Message("no puedo respirar", "emergency", "short, Spanish"),
    # Urgent.
    Message(
        "one eyelid hangs like a half closed garage door since day 6 of my botox, sight is fine "
        "when i lift it with a finger, swallowing fine",
        "urgent",
        "ptosis, garage door",
    ),
    Message("droopy eyelid after botox", "urgent", "ptosis, terse"),
    Message(
        "is it normal for one lid to hang lower 5 days post botox?",
        "urgent",
        "ptosis, masked",
    ),
    Message(
        "My left upper eyelid has come down to the pupil after the Dysport in my frown lines. "
        "How long will the ptosis last and would eye drops help? Everything else is normal.",
        "urgent",
        "ptosis, how long",
    ),
    Message(
        "my eye lid is droping on one side since botox 2 wks ago, look like popeye. wedding in "
        "10 days omg",
        "urgent",
        "ptosis, typos",
    ),
    Message("se me cayó un párpado después del botox, ¿cuánto dura?", "urgent", "ptosis, Spanish"),
    Message(
        "tengo el parpado caido del lado derecho desde q me puse botox hace una semana, veo bien "
        "y no me duele nada",
        "urgent",
        "ptosis, Spanish, typos",
    ),
    Message(
        "My sister's right lid is half shut a week after her frown line injections, she can see "
        "perfectly well and feels healthy. She asks if it will ever go up again.",
        "urgent",
        "ptosis, sister",
    ),
    Message(
        "got a sleepy eye since xeomin, lid just wont open all the way, no other probs",
        "urgent",
        "ptosis, sleepy eye",
    ),
    Message(
        "In every photo since my treatment ten days ago one eye is only half open, the lid "
        "simply won't lift as far as the other one. No other complaints whatsoever.",
        "urgent",
        "ptosis, heavy lid, photo",
    ),
    Message(
        "which drops lift a lid that dropped from jeuveau? mines halfway down since sunday",
        "urgent",
        "ptosis, drops",
    ),
    Message(
        "lump in my cheek filler turned hot, hard and red and now i have a fever of 101",
        "urgent",
        "infection, hot hard",
    ),
    Message(
        "yelow stuff comes out of teh spot where she put the needle, 4 days after lip filler",
        "urgent",
        "infection, pus",
    ),
    Message(
        "The redness around my jawline filler is creeping further out every day, I drew a line "
        "with a pen and it's an inch past it. It's warm.",
        "urgent",
        "infection, streak",
    ),
    Message(
        "me sale pus de donde me inyectaron el relleno y está caliente y rojo",
        "urgent",
        "infection, Spanish",
    ),
    Message(
        "thred lift 8 days ago, one of the ends is poking out and oozing pus, area is sore n hot",
        "urgent",
        "infection, threads",
    ),
    Message(
        "chills and 39 fever day 3 after fat transfer, the harvest place on my thigh is red and "
        "hot",
        "urgent",
        "infection, chills",
    ),
    Message("filler spot infected, pus", "urgent", "infection, terse"),
    Message(
        "Three weeks after Sculptra one side is red, hot to the touch and firm as a golf ball, "
        "and I've a temperature since last night.",
        "urgent",
        "infection, late",
    ),
    Message(
        "big fluid blisters all over my cheek 2 days after the ipl, one popped and its raw",
        "urgent",
        "blister",
    ),
    Message(
        "My shins have blisters in neat rows after laser hair removal on Friday. Some have "
        "burst. What do I cover them with?",
        "urgent",
        "blister, laser hair removal",
    ),
    Message(
        "the skin on my chin is open and weeping a week after co2 laser, wont close",
        "urgent",
        "open wound",
    ),
    Message(
        "el laser me dejó una ampolla y ahora es una herida abierta en el pómulo",
        "urgent",
        "open wound, Spanish",
    ),
    Message(
        "tatoo removal sesh 2, skin came off with the bandage and theres a open wound size of a "
        "quarter",
        "urgent",
        "open wound, tattoo",
    ),
    Message(
        "mums blepharoplasty stitches are oozing green gunk, red all round, she has a fever but "
        "won't hear of a doctor. six days now",
        "urgent",
        "infection, mother",
    ),
    Message(
        "Hi, I'm 36 and had lip filler for the fourth time, always the same brand and the same "
        "injector, and I've never had more than two days of swelling. This time I had a cleaning "
        "at the dentist on the day after, maybe that was stupid. The shape is great, I asked for "
        "a little more in the cupid's bow and that's what I got. On Sunday a spot on the lower "
        "lip got sore and by Monday it was a hard, hot bump with a white head, and when I "
        "pressed on it, pus came out and I felt shivery, temperature 100.9. It's better when I "
        "cool it. My actual question is whether you'd do the next appointment with the same "
        "filler or go over to another one, because I heard the thinner ones last less long but "
        "look more natural in people my age. Also whether I should tell my dentist beforehand "
        "next time and how many weeks should lie between the two.",
        "urgent",
        "infection, long story",
    ),
    Message(
        "So I'm a realtor, 44, lots of photos, and got my first Botox as a birthday present from "
        "my husband. Twenty units between the brows and some above. The nurse was lovely. She "
        "told me not to lie down for four hours and I didn't. The lines between my brows are "
        "truly gone, so I'm happy with that part. Around day seven my right upper lid started to "
        "sag and now it covers about a third of the eye, as if that half of me was bored, and I "
        "need to tilt my chin up for pictures. I see clearly with both eyes, eat and talk as "
        "always, no headaches. What I want to know is whether I should book again with the same "
        "nurse in three months and whether fewer units would be wiser, and does it matter that I "
        "have a rather low forehead? My friend said that baby Botox is the thing for low "
        "foreheads, and it costs half.",
        "urgent",
        "ptosis, long story",
    ),
    Message(
        "bro my eyelid wont go up after the forehead tox, looks like im winking at ppl. can i "
        "fix it",
        "urgent",
        "ptosis, young man",
    ),
    Message("lid hangs since tox", "urgent", "short"),
    # Clinic.
    Message(
        "huge purpel bruse under my eye from the filler 2 days ago how do i cover it",
        "clinic",
        "bruise",
    ),
    Message("bruised after botox", "clinic", "bruise, terse"),
    Message(
        "Lips are puffy and tight on day two after filler, that's the usual swelling, yes?",
        "clinic",
        "swelling, lips",
    ),
    Message(
        "theres a little pea in my top lip where she injected last week, can i squish it",
        "clinic",
        "lump, lip",
    ),
    Message(
        "one eyebrow sits higher then the other since botox 10 days ago, i look like mr spock",
        "clinic",
        "asymmetry, brow",
    ),
    Message(
        "My cheeks are still red four days after the fraxel, like a mild sunburn. When does it "
        "fade?",
        "clinic",
        "redness",
    ),
    Message(
        "got botox yesturday and have a little headache, can i take tylenol",
        "clinic",
        "headache, mild",
    ),
    Message("itchy forehead since injections this morning, no rash just itchy", "clinic", "itch"),
    Message(
        "i rubbed my forehead real hard 2 hours after botox without thinking, did i move it??",
        "clinic",
        "rubbed",
    ),
    Message(
        "me froté la frente sin querer una hora después del botox, ¿pasa algo?",
        "clinic",
        "rubbed, Spanish",
    ),
    Message(
        "I think they overfilled my cheeks last Thursday, I look like a chipmunk. Wait or "
        "dissolve?",
        "clinic",
        "overfilled",
    ),
    Message(
        "me quedo un moreton en el labio despues del relleno, cuanto tarda en quitarse",
        "clinic",
        "bruise, Spanish",
    ),
    Message(
        "fell asleep on my face the same nite as my dysport.. is it ruined",
        "clinic",
        "lay down",
    ),
    Message(
        "tiny bumps on my forehead where the needles went in half an hour ago, like mosquito "
        "bites. Do they go?",
        "clinic",
        "bumps",
    ),
    Message(
        "left side of my forehead still moves and the right is frozen, botox was 12 days ago",
        "clinic",
        "no effect on one side",
    ),
    Message(
        "My beautician massaged my face yesterday, one day after my fillers. Could they have "
        "shifted? Nothing looks different so far, I'm just anxious.",
        "clinic",
        "massage by beautician",
    ),
    Message(
        "tear trough filler was 5 days ago and im puffy every morning, gone by noon",
        "clinic",
        "swelling, under eye",
    ),
    Message(
        "a bluish line under my eye since tear trough filler last month, only in bright light, "
        "been told it's the product showing through",
        "clinic",
        "Tyndall",
    ),
    Message(
        "tengo una bolita en el pomulo desde el relleno de hace dos semanas, no duele",
        "clinic",
        "lump, Spanish",
    ),
    Message(
        "my mate had her lips done sat and the left side's fatter than the right, bit of bruisng "
        "too. does it even out",
        "clinic",
        "uneven lips, friend",
    ),
    Message(
        "skin is flaking like crazy day 4 of my tca peel, can i pull it off",
        "clinic",
        "peeling",
    ),
    Message(
        "A bit tender when I chew, three days after masseter Botox, mild, getting better. Is "
        "that expected?",
        "clinic",
        "tender",
    ),
    Message(
        "My forehead feels heavy and tight since the Botox a week ago, lids are where they "
        "always were. Does that feeling leave?",
        "clinic",
        "heavy brow",
    ),
    Message(
        "after my second ipl my freckles went dark like coffee grounds, 3 days now",
        "clinic",
        "dark marks",
    ),
    Message(
        "few scabs where the microneedling was done monday, nothing oozing. makeup ok?",
        "clinic",
        "tiny droplet of blood, scab",
    ),
    Message(
        "una ceja me quedó más arriba que la otra con el botox de la semana pasada",
        "clinic",
        "Spanish, asymmetry",
    ),
    Message(
        "did a headstand in yoga 1 hr after botox like an idiot, now im worried it went "
        "somwhere. feel fine",
        "clinic",
        "pressed it, gym",
    ),
    Message(
        "Mother, 63, had filler in her smile lines ten days ago. She can feel a soft string "
        "under the skin, not sore, normal color. Should she massage it?",
        "clinic",
        "lumps, mother",
    ),
    Message(
        "smile looks kinda stiff since crows feet tox last week, wont crinkle. hate it",
        "clinic",
        "frozen smile",
    ),
    Message("i look like a duck. lip filler tues. will it settle", "clinic", "duck lips"),
    Message(
        "Swollen under the chin like a little pelican five days after Kybella. No fever, no "
        "trouble swallowing or breathing, it just wobbles.",
        "clinic",
        "slight swelling, negated neighbours",
    ),
    Message(
        "I'm 58 and my daughter gave me a voucher for my retirement, so I finally had the lines "
        "beside my mouth filled, and a bit in the chin where it looked like orange peel. It was "
        "nothing like as painful as I feared, and the doctor took her time and showed me "
        "everything in a hand mirror. I had read the horror stories, people going blind, skin "
        "dying, strokes and so on, so I have been checking myself in the mirror every hour, and "
        "nothing of the sort has happened, good color, no pain. What there is, is a yellow and "
        "green bruise on the left by the corner of my mouth, from last Friday, and it's slightly "
        "thicker than the right when I smile. My golf ladies meet next Wednesday and I would "
        "like to look human. Does arnica really do anything for it, and could I have a facial "
        "before then?",
        "clinic",
        "long story, clinic",
    ),
    Message("lips swolen day 1", "clinic", "short"),
    Message("botox bumps still there", "clinic", "short"),
    Message("filler lump help", "clinic", "short"),
    # None.
    Message(
        "dying to know how much lip filler costs in ur area",
        "none",
        "figure of speech, die to know",
    ),
    Message(
        "the price is hard to swallow lol. is dysport any cheaper",
        "none",
        "figure of speech, price",
    ),
    Message(
        "Id kill for cheekbones like hers, how many syringes is that",
        "none",
        "figure, kill for",
    ),
    Message("these 11s will be the death of me, botox or laser?", "none", "figure, death of me"),
    Message("The waiting is killing me! When does Botox kick in?", "none", "figure, waiting kills"),
    Message(
        "cant live without my botox, im every 3 months like clockwork. is that too often?",
        "none",
        "figure, cannot live without",
    ),
    Message(
        "I want to end it with my current injector and go to somebody new. Do they pass on my "
        "records?",
        "none",
        "figure, end it with the injector",
    ),
    Message(
        "i about died of embarassment when the nurse saw my hairy legs, do i need to shave "
        "before laser",
        "none",
        "figure, not myself of shame",
    ),
    Message(
        "my husband said over his dead body will i get a facelift 😂 any less invasive options at "
        "60",
        "none",
        "figure, over my dead body",
    ),
    Message(
        "Her jawline is to die for. What would that be, filler or masseter Botox?",
        "none",
        "figure, to die for",
    ),
    Message(
        "everyone tells me i look dead tired tho i sleep fine. tear trough filler y/n",
        "none",
        "figure, dead tired look",
    ),
    Message("how long till the dead skin sheds after a vi peel", "none", "dead skin"),
    Message(
        "finally gonna bite the bullet n book my lip flip. what should i ask for",
        "none",
        "figure, bite the bullet",
    ),
    Message(
        "ugh shoot me now, boss moved the conference to the week i planned my peel. how late can "
        "i cancel",
        "none",
        "figure, shoot me",
    ),
    Message(
        "is there a killer combo for neck bands, botox plus ultherapy maybe",
        "none",
        "wrinkles, killer",
    ),
    Message(
        "anyone been to the med spa in Kill Devil Hills for sculptra? good?",
        "none",
        "name with kill",
    ),
    Message(
        "just watched sucide squad, what did margot robbie have done to her lips do u think",
        "none",
        "film",
    ),
    Message(
        "I'm writing a novel in which the heroine dies by suicide after a failed facelift. Which "
        "operation in the 1970s could plausibly disfigure somebody that much?",
        "none",
        "fiction, crisis",
    ),
    Message(
        "As a nurse injector I'd like a screening form for body dysmorphia and suicidal thoughts "
        "before filler. Do you have one you use with new clients?",
        "none",
        "professional, crisis",
    ),
    Message(
        "read that botox in the frown lines helps depression and lowers suicide rates, is that "
        "study any good",
        "none",
        "research on depression",
    ),
    Message(
        "When I was 14 I used to cut my forearms. I'm 39 now, happy, two kids, long past it. "
        "Which laser is best for white scars that old?",
        "none",
        "history long ago, self-harm",
    ),
    Message(
        "cut myself shaving, tiny nick on the chin, can i still get my filler tmrw",
        "none",
        "accident",
    ),
    Message(
        "My father took his own life in 1991 and I've frowned ever since, says my wife. I'm fine "
        "these days, just would like the groove between my brows softer. Botox or filler?",
        "none",
        "grief long ago as background",
    ),
    Message("how soon can i dye my hair after botox", "none", "hair dye"),
    Message("did artefill die out or is it called something else now", "none", "died out, product"),
    Message(
        "me muero por unos labios más gruesos, cuánto cuesta una jeringa?",
        "none",
        "Spanish, figure",
    ),
    Message(
        "casi me muero de la risa cuando vi mi cara congelada en la foto jaja, cada cuanto se "
        "repite el botox?",
        "none",
        "Spanish, figure of shame",
    ),
    Message(
        "estas ojeras me están matando, sirve el relleno o mejor láser",
        "none",
        "Spanish, kills",
    ),
    Message(
        "me muero de ganas de hacerme la nariz sin cirugía, cuántos días antes dejo la aspirina",
        "none",
        "Spanish, question of days",
    ),
    Message("will it cost me an arm and a leg to have both legs lasered", "none", "price"),
    Message("how comon is truble swallowing after Botox?", "none", "general risk, swallowing"),
    Message(
        "Before I let anybody inject my neck bands: how often do people end up with swallowing "
        "problems and how long do those last when they happen?",
        "none",
        "general risk, dysphagia, careful",
    ),
    Message(
        "had my platysma done 2 weeks ago, swallowing fine, voice fine, breathing fine, love it. "
        "when do i rebook",
        "none",
        "negated, swallowing",
    ),
    Message(
        "I was treated for achalasia with Botox in 2012 and could not swallow before that. Today "
        "everything goes down. May I have my forehead injected?",
        "none",
        "condition, oesophagus, past",
    ),
    Message(
        "got a swallow tattoo on my neck, how many picosure sessions to get rid of the blue",
        "none",
        "other meaning, swallow",
    ),
    Message(
        "im bad at swallowing pills, is there a gel version of arnica",
        "none",
        "other meaning, swallow pill",
    ),
    Message(
        "The consultation was a bitter pill to swallow, he says I need a full facelift at 49. "
        "Would threads give me anything?",
        "none",
        "figure, hard to swallow",
    ),
    Message(
        "had a lump in my throat when i saw my new nose, happy tears!! how long til the tip "
        "softens",
        "none",
        "figure, lump in throat",
    ),
    Message(
        "got all choked up at my before and afters, thank you docs. do i need retinol now too",
        "none",
        "figure, choked up",
    ),
    Message(
        "does it matter if i swallow some of the numbing gel the dentist uses before lip filler",
        "none",
        "general, swallow filler",
    ),
    Message(
        "¿Qué tan frecuente es la dificultad para tragar después del botox en el cuello?",
        "none",
        "Spanish, general risk, swallowing",
    ),
    Message(
        "no tengo problemas para tragar ni para respirar ni nada, solo quiero saber cuándo me "
        "toca el retoque",
        "none",
        "Spanish, negation",
    ),
    Message("can lip flips make u talk funny? i do radio ads", "none", "general risk, speech"),
    Message(
        "im speechless, my results are amazing. how do i make dysport last",
        "none",
        "figure, speechless",
    ),
    Message(
        "How many days after Botox may I drink? I'm hosting a wine tasting and we always end up "
        "slurring our words by the fourth bottle.",
        "none",
        "figure, slurred by wine",
    ),
    Message(
        "I'm a speech therapist. Several of my clients receive toxin for spasmodic dysphonia. "
        "Where can I read about dosing intervals?",
        "none",
        "professional, speech",
    ),
    Message(
        "always had a lisp, since i was 4. would lip filler make it worse?",
        "none",
        "lisp since childhood",
    ),
    Message(
        "my dr mumbles so much i didnt get what he said about aftercare. can i wash my face tonite",
        "none",
        "mumble, others",
    ),
    Message(
        "Born with a cleft lip, speech is a little nasal, always was. Is filler possible over "
        "the scar?",
        "none",
        "born condition, speech",
    ),
    Message(
        "Can Botox in the armpits affect your breathing, given how near the lungs are?",
        "none",
        "general risk, breathing",
    ),
    Message(
        "those before and after pics left me breathless wow. which filler did you use",
        "none",
        "figure, breathless",
    ),
    Message(
        "im not holding my breath but does any cream really work like botox",
        "none",
        "figure, hold breath",
    ),
    Message(
        "need some breathing room between my appts money wise, can i stretch botox to 5 months",
        "none",
        "other meaning, breathing room",
    ),
    Message(
        "I have well controlled asthma, last attack in 2009. Is hyaluronidase ok for me?",
        "none",
        "asthma as background",
    ),
    Message(
        "i cant breathe thru my left nostril since i broke my nose at 12, can filler rhinoplasty "
        "fix that or is it surgery",
        "none",
        "reason for wanting, nose breathing",
    ),
    Message("can my skin breathe under silicone scar sheets", "none", "skin breathing"),
    Message(
        "whats the difference between the halo and the breath laser thing at beautycon",
        "none",
        "laser name",
    ),
    Message(
        "me quedé sin aliento con los resultados, ¿qué marca de ácido usan?",
        "none",
        "Spanish, figure",
    ),
    Message(
        "soy asmático desde niño, controlado. puedo ponerme botox?",
        "none",
        "Spanish, asthma background",
    ),
    Message(
        "does maseter botox weeken your bite for good or comes it back",
        "none",
        "general risk, weakness",
    ),
    Message(
        "My trainer says trap tox will weaken my deadlift. Is that so, and by how much?",
        "none",
        "intended weakness",
    ),
    Message(
        "went weak at the knees when i heard the price of a full face of voluma. any discounts",
        "none",
        "figure, knees weak",
    ),
    Message("i got a weak chin, filler or implant", "none", "figure, weak chin"),
    Message("sugar is my weakness, does it really make wrinkles worse", "none", "weak spot"),
    Message(
        "Diagnosed with myasthenia in 2004, in remission for years. Would any of you treat my "
        "frown lines with a toxin?",
        "none",
        "myasthenia, careful, history",
    ),
    Message(
        "are my nails getting weak from gel or would biotin help, asking the derms here",
        "none",
        "nails",
    ),
    Message(
        "no weakness no double vision no nothing after 3 rounds of xeomin. so do i need a break "
        "ever",
        "none",
        "negated weakness",
    ),
    Message(
        "trying to keep my head up after a rough divorce, thinking of a lil filler as a treat. "
        "where to start at 50",
        "none",
        "head up figure",
    ),
    Message(
        "I've had MS since 2011 and use a stick on bad days. Is Botox for the bladder different "
        "from that for the face?",
        "none",
        "MS background",
    ),
    Message(
        "What are the odds of double vision from crow's feet injections?",
        "none",
        "general risk, double vision",
    ),
    Message(
        "will the numming drops blur my vison, can I drive home from upper lid surgery by "
        "myself? Mine is planned for May.",
        "none",
        "general, blurred, driving",
    ),
    Message(
        "my twin and i both had lip filler, ppl think theyre seeing double lol. do twins react "
        "the same?",
        "none",
        "figure, seeing double twins",
    ),
    Message("dubble chin, kybella or coolsculpting?", "none", "double chin"),
    Message(
        "Asian double eyelid surgery, incision or sutures, which lasts?",
        "none",
        "double eyelid",
    ),
    Message("can i double up on botox n filler the same day", "none", "double dose"),
    Message(
        "the before photos on your page are blurry, do u have sharper ones of tear troughs",
        "none",
        "photo blur",
    ),
    Message(
        "It's all a blur, so many brands. Which lip filler looks most natural?",
        "none",
        "figure, lines blurred",
    ),
    Message(
        "instagram blur filter looks good on me, what treatment gives that blurred pore look",
        "none",
        "filter",
    ),
    Message(
        "im short sighted, always blurry without my specs. can i wear them after nose filler",
        "none",
        "glasses",
    ),
    Message(
        "cuántas personas ven doble después del botox en patas de gallo? me da miedo",
        "none",
        "Spanish, general, double vision",
    ),
    Message("tengo papada doble de familia, kybella sí o no?", "none", "Spanish, double chin"),
    Message(
        "got ghosted by my injector after paying the deposit 😡 how do i get it back",
        "none",
        "ghost",
    ),
    Message(
        "im ghost white, irish genes. is ipl ok on skin that never tans?",
        "none",
        "ghost, pale skin natural",
    ),
    Message(
        "Years ago a neighbor told me her aunt saw double for a month after Botox. Was that from "
        "the product or from the person injecting?",
        "none",
        "second-hand rumor, long ago",
    ),
    Message(
        "how do i voice my concerns to my surgeon about the scar without being rude",
        "none",
        "voice other meaning",
    ),
    Message("i sing opera, could neck botox chnage my voice?", "none", "voice, singing general"),
    Message(
        "Trans woman here. Botox to raise the voice pitch, does that exist?",
        "none",
        "voice, want deeper",
    ),
    Message("ur voicemail is full, trying to move my botox appt to fri", "none", "voicemail"),
    Message(
        "puede cambiar la voz con botox en el cuello? soy locutora",
        "none",
        "Spanish, voice general",
    ),
    Message(
        "Does bladder Botox help with leaking when you laugh? Three kids, and I've leaked since "
        "the first, 20 years ago.",
        "none",
        "bladder, treatment reason",
    ),
    Message(
        "laughed so hard i nearly peed when i saw my lip flip smile. what do u charge for the "
        "next one in spring",
        "none",
        "bladder, figure",
    ),
    Message(
        "is loss of blader control realy on the botox label? for forehead too??",
        "none",
        "bladder, general question",
    ),
    Message(
        "emsella chair, does it work for older ladies leaking in yoga",
        "none",
        "bladder, emsella",
    ),
    Message(
        "¿el botox en la vejiga sirve para la incontinencia de toda la vida?",
        "none",
        "Spanish, bladder treatment",
    ),
    Message("can filler cause blindnes?", "none", "general risk, blindness"),
    Message(
        "How many cases of blindness from nose filler are known worldwide, and did any get their "
        "sight back?",
        "none",
        "general risk, blindness, statistics",
    ),
    Message(
        "blind as a bat without contacts, can i put them in the same day as tear trough filler?",
        "none",
        "figure, blind",
    ),
    Message(
        "i trusted her blindly and shes great. but should i ask which brand she uses?",
        "none",
        "figure, blind trust",
    ),
    Message("was that daxxify trial double blind", "none", "blind trial"),
    Message(
        "these ring lights are blinding me at work, would they show my filler lumps if i ever "
        "get filler?",
        "none",
        "blinded by lights",
    ),
    Message(
        "do u have blinds in the treatment rooms, im shy n on the ground floor",
        "none",
        "window blinds",
    ),
    Message(
        "my eyes are so dark underneath, went darker every yr since 30. filler or prp",
        "none",
        "figure, eye dark circles",
    ),
    Message(
        "the room went dark from a power cut in the middle of my laser sesh haha. do they finish "
        "the rest for free",
        "none",
        "dark, figure",
    ),
    Message(
        "I have been blind in my right eye since birth. Is filler near the good eye a foolish "
        "idea?",
        "none",
        "blind from birth, background",
    ),
    Message(
        "Saw on the news a woman in Ohio went blind after a filler at a party. How do I check "
        "that an injector is licensed?",
        "none",
        "news, blindness",
    ),
    Message(
        "i keep reading abt people losing there eyesight from filler and it freaks me out, "
        "appointment is thursday. are cannulas safer",
        "none",
        "fear, no symptom",
    ),
    Message(
        "I'm an optometry student writing on central retinal artery occlusion by hyaluronic "
        "acid. What is the window for treatment?",
        "none",
        "eye doctor, professional",
    ),
    Message(
        "ive kinda lost sight of what i wanted, there is so much on offer. whats first for "
        "sagging at 45?",
        "none",
        "loss of sight of goal",
    ),
    Message(
        "My old face cream is back, a sight for sore eyes! Does it go together with retinol?",
        "none",
        "sight for sore eyes",
    ),
    Message(
        "no eye pain, vision 20/20, 6 months after tear troughs. can i add more",
        "none",
        "sore eye from planned, eye pain negated",
    ),
    Message(
        "¿es cierto que el relleno en la nariz puede dejarte ciega?",
        "none",
        "Spanish, general, blindness",
    ),
    Message(
        "no pego ojo de la emoción, mañana me hago los labios! puedo desayunar?",
        "none",
        "Spanish, figure, eyes",
    ),
    Message("I had a stroke in 2010, may I get fillers?", "none", "history, stroke"),
    Message(
        "My mouth has hung a little on the left ever since my stroke eleven years ago. Could "
        "Botox on the other side even it out?",
        "none",
        "history, stroke, droop remains",
    ),
    Message(
        "had bells palsey as a teen, one side of my smile never came back fully. filler or botox "
        "for symmetry?",
        "none",
        "history, Bell's palsy",
    ),
    Message(
        "by a stroke of luck i won a voucher for 2 syringes at the gala, where should they go",
        "none",
        "stroke, figure, luck",
    ),
    Message(
        "microblading: are hair strokes better than powder brows on oily skin",
        "none",
        "heat stroke, brush strokes",
    ),
    Message(
        "Had heat stroke on holiday in June, recovered long since. Does that matter for IPL in "
        "November?",
        "none",
        "heat stroke, other",
    ),
    Message(
        "Does botox help a clenched fist years after a stroke? asking for my granddad, it "
        "happened in 2016",
        "none",
        "therapy after stroke",
    ),
    Message("can u get a stroke from filler if it gos in a artary", "none", "general, stroke risk"),
    Message(
        "the lower half of my face is drooping with age, jowls and all. Facelift or threads at 57?",
        "none",
        "face droops by age",
    ),
    Message(
        "will my lips be numb before the injections? i hate needles",
        "none",
        "numb, cream wanted",
    ),
    Message("numb to all the ads by now. is emface hype?", "none", "numb, figure"),
    Message(
        "Earlobe has been numb since a facelift in 2008, I'm used to it. Is a second lift more "
        "likely to do that again?",
        "none",
        "numb, old surgery",
    ),
    Message(
        "i always sleep on my right side and that side is way more wrinkled, would a satin "
        "pillow help",
        "none",
        "one side sleeping",
    ),
    Message(
        "super confused about units vs syringes, pls explain like im 5",
        "none",
        "confused, figure",
    ),
    Message(
        "flabby arms, cant lift them up in sleeveless without shame. bodytite?",
        "none",
        "weak arm reason",
    ),
    Message(
        "tuve un derrame cerebral en 2014, estoy recuperado. ¿me puedo poner botox?",
        "none",
        "Spanish, history stroke",
    ),
    Message(
        "se me cae la cara por la edad, tengo 62, que me recomiendan hilos o lifting",
        "none",
        "Spanish, drooping by age",
    ),
    Message(
        "what does blanching look like, so that I would recognize it? My lip appointment is next "
        "month.",
        "none",
        "general, skin white",
    ),
    Message("i want my teeth chalk white, is laser bleaching safe", "none", "wish, white"),
    Message(
        "vitilgo, white paches round my mouth since i was a kid. can i get filler there?",
        "none",
        "white spots lifelong",
    ),
    Message(
        "My skin is as white as paper and burns in ten minutes. Am I a candidate for Fraxel?",
        "none",
        "skin pale natural",
    ),
    Message("does laser work on gray chin hairs or only electrolysis", "none", "Grey, hair"),
    Message(
        "Dr. Gray did my cheeks, she moved to Dallas, where is her office now",
        "none",
        "Grey, name",
    ),
    Message(
        "redish motled legs in the cold since forever, my mom has them too. is there a laser for "
        "it",
        "none",
        "blotchy, mottled lifelong",
    ),
    Message(
        "what filler shade.. no i mean which lip tint, dusky rose or nude, looks best on fuller "
        "lips haha. and how long til i can wear it",
        "none",
        "dusky, colour of polish",
    ),
    Message("purple shampoo after hair transplant ok? at 6 months now", "none", "purple"),
    Message(
        "Fellow injectors: what is your hyaluronidase protocol for livedo and slow capillary "
        "refill? I'm putting together our emergency box.",
        "none",
        "professional, vascular occlusion",
    ),
    Message(
        "small white bumps on my eyelids for years, milia i guess. laser or needle?",
        "none",
        "whitening, milia",
    ),
    Message(
        "whats better for skin, blanched almonds or raw lol. my derm said vitamin e",
        "none",
        "blanching, cooking",
    ),
    Message(
        "tengo la piel blanquísima, ¿me puede manchar el láser?",
        "none",
        "Spanish, white skin",
    ),
    Message(
        "tengo vitiligo desde los 15, manchas blancas en la cara, hay láser para eso?",
        "none",
        "Spanish, vitiligo",
    ),
    Message(
        "how bad dose lip filler hurt 1-10? i have zero pain tolerance",
        "none",
        "general, pain",
    ),
    Message(
        "my insurance is a pain in the neck. does it cover botox for migraine",
        "none",
        "figure, pain",
    ),
    Message("ouch that price is painful. groupon legit or no?", "none", "figure, painful price"),
    Message(
        "Chronic jaw pain from grinding, ten years of it. Would Botox in the masseters take it "
        "away?",
        "none",
        "reason for wanting, pain",
    ),
    Message(
        "migranes 15 days a month since colledge, is botox worth it",
        "none",
        "headaches as reason",
    ),
    Message(
        "no pain no gain they say, but can i have laughing gas for the morpheus8",
        "none",
        "no pain no gain",
    ),
    Message(
        "Last time, in 2019, my filler hurt like hell for two days and then was fine. Is there "
        "one with more anesthetic in it?",
        "none",
        "past treatment pain, settled",
    ),
    Message(
        "duele mucho el relleno de labios? le tengo pánico a las agujas",
        "none",
        "Spanish, pain, general",
    ),
    Message("can you be alergic to hyluronic acid", "none", "general, allergy"),
    Message(
        "I had hives from penicillin in 1998. Does that rule out Dysport?",
        "none",
        "history, allergy",
    ),
    Message(
        "anaphylactic to bee stings since i was ten, carry a pen. is hylenex off the table for me?",
        "none",
        "history, allergy, anaphylaxis to bees",
    ),
    Message(
        "has dysport milk in it? allergic to cows milk, i get wheezy from cheese",
        "none",
        "cow's milk",
    ),
    Message(
        "my boyfriend is allergic to spending money haha. what is the smallest amount of filler "
        "worth doing",
        "none",
        "allergic, figure",
    ),
    Message(
        "dizy with exitement for my first appt tomorrow!!! what do i need to know",
        "none",
        "figure, dizzy",
    ),
    Message(
        "My head is spinning from all these brands, RHA, Belotero, Versa. What differs?",
        "none",
        "figure, dizzy, choices",
    ),
    Message(
        "i have fiant lines round my eyes, 27, too early for baby botox?",
        "none",
        "faint lines",
    ),
    Message("The cream has a faint smell of sulfur, is it still good?", "none", "faint smell"),
    Message(
        "i always used to faint at blood draws in high school. do u let ppl lie down for "
        "injections?",
        "none",
        "faint at needles, long ago",
    ),
    Message(
        "liposuction pics not for the faint hearted lol. how long is recovery",
        "none",
        "faint hearted",
    ),
    Message(
        "all the compliments give me a swollen head haha. how do i keep my botox this good",
        "none",
        "swollen head, figure",
    ),
    Message(
        "i was tongue tied at my consult and forgot to ask, do you numb first?",
        "none",
        "tongue, figure",
    ),
    Message(
        "Tongue in cheek question: could you Botox my husband's snoring?",
        "none",
        "tongue in cheek",
    ),
    Message(
        "want my lips twice the size they are, russian technique or normal",
        "none",
        "big lips, wish",
    ),
    Message("rubber band snaps is how they describe ipl, true?", "none", "rubber"),
    Message(
        "i whistle at football games, ref. will a lip flip stop me from whistling",
        "none",
        "whistle",
    ),
    Message(
        "came out of there clean as a whistle, love hydrafacial. monthly or every 6 wks",
        "none",
        "whistle, idiom",
    ),
    Message(
        "my husband keeps hives, is his honey any good as a face mask after a peel",
        "none",
        "hives, bees",
    ),
    Message(
        "Do your nurses wear latex gloves? Latex gives me welts, I found out years ago at the "
        "dentist.",
        "none",
        "latex, general",
    ),
    Message(
        "my nose swelled up wide in pregnancy 4 years ago and stayed that way, does botox slim it",
        "none",
        "swollen, pregnancy reason",
    ),
    Message("soy alérgica al huevo, ¿puedo ponerme botox?", "none", "Spanish, allergy background"),
    Message(
        "estoy mareada de tantas opciones, radiesse, sculptra, juvederm, cuál dura más?",
        "none",
        "Spanish, figure, dizzy",
    ),
    Message("chest wrinkles from side sleeping, laser or biorepeel? im 48", "none", "chest"),
    Message(
        "it's such a weight off my chest that the acne is gone. scars next: subcision or laser?",
        "none",
        "chest weight, figure",
    ),
    Message(
        "nearly had a heart attack when i saw the bill for my moms facelift, is 30k normal in nyc",
        "none",
        "heart attack, figure",
    ),
    Message(
        "Heart attack in 2013, stent, baby aspirin. Do I bruise more with filler?",
        "none",
        "heart attack history",
    ),
    Message(
        "epileptic, last siezure 8 years ago. are flashing lasers safe for me?",
        "none",
        "seizure, background",
    ),
    Message(
        "read abt a seizure of fake botox vials by customs, how can i tell mine will be real",
        "none",
        "police seizure",
    ),
    Message(
        "my toddler finally passed out on the sofa so i have 5 min: can i get botox while "
        "breastfeeding?",
        "none",
        "passed out from tiredness",
    ),
    Message(
        "was knocked unconscious in a bike crash in 2001, left a dent in my forehead. can filler "
        "smooth it?",
        "none",
        "knocked unconscious long ago, dent",
    ),
    Message(
        "do clinics have unconscious bias about black skin n lasers? how do i find one used to it",
        "none",
        "unconscious bias",
    ),
    Message(
        "think ive overdosed on tiktok skincare lol. what 3 products do i really need",
        "none",
        "overdose, figure",
    ),
    Message(
        "How many units of Botox would be an overdose for a grown person?",
        "none",
        "overdose, general",
    ),
    Message(
        "is there an emergency fix for roots and brows before a wedding haha",
        "none",
        "emergency, other meaning",
    ),
    Message(
        "does 911 cream from the drugstore do anything for wrinkles",
        "none",
        "911, lotion name",
    ),
    Message("does botox help droppy eye lids?", "none", "does botox help lids"),
    Message("born with a droopy lid, would surgery help?", "none", "born with droopy lid"),
    Message(
        "my upper lids got so hooded with age they rest on my lashes, does insurance pay for a "
        "bleph",
        "none",
        "hooded by age",
    ),
    Message("how do you avoid tosis when injecting the frown lines?", "none", "general ptosis"),
    Message(
        "Six years ago a Botox gave me a droopy lid for a month. It never came again. Would you "
        "inject higher next time?",
        "none",
        "history ptosis",
    ),
    Message(
        "droopy earlobes from heavy earings, can filler lift em",
        "none",
        "drooping, other place",
    ),
    Message(
        "low brows like my dad, would botox lift them a mm or two",
        "none",
        "drooping brow, wish",
    ),
    Message("do upneeq drops do anything for naturally sleepy eyes like mine", "none", "drops"),
    Message(
        "¿el botox sirve para levantar los párpados caídos por la edad?",
        "none",
        "Spanish, droopy by age",
    ),
    Message(
        "nací con un párpado más caído, la cirugía ayuda?",
        "none",
        "Spanish, droopy from birth",
    ),
    Message(
        "my shar pei had entropion surgery lol do human eye lifts work the same",
        "none",
        "dog breed eyes",
    ),
    Message(
        "what are sines of infecton after filler i should watch for, going in on friday",
        "none",
        "infection general",
    ),
    Message(
        "I've got wedding fever, what should I do three months before the big day?",
        "none",
        "fever, figure",
    ),
    Message("cabin fever here, is winter the best time for co2", "none", "cabin fever"),
    Message(
        "how do hollywood guys stay so hot at 60, what do they get done",
        "none",
        "hot, figure",
    ),
    Message(
        "kid had a fever last week, hes ok now and i never caught it. keep my botox appt?",
        "none",
        "fever, postponed",
    ),
    Message(
        "teen son has had pimples full of pus for 2 years, is there a laser instead of accutane",
        "none",
        "pus, acne reason",
    ),
    Message("is it true you cant do hot yoga after botox", "none", "hot and hard, bike"),
    Message(
        "comes valtrex in a blister pack or bottle, i want to take it along before lips",
        "none",
        "blister pack",
    ),
    Message(
        "my breakup is still an open wound so im treating myself to a facial. which one for dull "
        "skin",
        "none",
        "open wound figure",
    ),
    Message("can lip filler bring out cold sores", "none", "cold sores general"),
    Message("how do i avoid brusing? wedding 2 wks after filler", "none", "bruise, avoidance"),
    Message("i bruise like a peach, always have. arnica before or after?", "none", "bruise easily"),
    Message("do filer lumps go away on thier own usually", "none", "lump general"),
    Message(
        "one eye smaller than the other since birth, can botox even me out",
        "none",
        "asymmetry, born",
    ),
    Message("had botox today all good, when can i go running", "none", "exercise after"),
    Message("got fillers monday, feeling great, is flying ok on saturday", "none", "flight"),
    Message("how soon after botox may one have a touch up", "none", "touch up question"),
    Message("is jeuveau the same as botox", "none", "cheap dupe"),
    Message("why cant you rub your face after botox? what would happen", "none", "rub general"),
    Message("Does Botox give you headaches? I'm thinking of starting.", "none", "headache general"),
    Message(
        "eczema since childhood, itchy elbows in winter. can i get microneedling on my face",
        "none",
        "itch, unrelated lifelong",
    ),
    Message(
        "why do so many celebs look overfilled, how do i avoid that",
        "none",
        "overfilled celebrity",
    ),
    Message(
        "how long do lips stay swollen after filler on average, need to plan my leave",
        "none",
        "swelling duration, general",
    ),
    Message("¿cuánto dura el efecto del botox en la frente?", "none", "Spanish, plain"),
    Message("me puse botox hoy y todo bien, cuando puedo correr", "none", "Spanish, exercise"),
    Message(
        "que puedo tomar antes para que no me salgan moretones con el relleno",
        "none",
        "Spanish, general, bruises",
    ),
    Message(
        "a mi prima le cobraron 800 por los labios, está bien ese precio?",
        "none",
        "Spanish, friend's price",
    ),
    Message(
        "that botulism outbreak from fake botox in the news, people on ventilators and all. how "
        "do i know my clinic buys the real stuff",
        "none",
        "news, botulism",
    ),
    Message(
        "I teach at a nursing school and need a short case on anaphylaxis after hyaluronidase, "
        "with vitals. Where could I find published ones?",
        "none",
        "professional, training",
    ),
    Message(
        "In my crime story the villain poisons the duke with botulinum toxin. Would he lose his "
        "voice first or see double first?",
        "none",
        "fiction, swallowing",
    ),
    Message(
        "studying for my aesthetics boards: order of symptoms in distant spread of toxin? ptosis "
        "diplopia dysphagia?",
        "none",
        "exam",
    ),
    Message(
        'why does the box say "swallowing, speaking, or breathing problems can be life '
        'threatening" if its only cosmetic',
        "none",
        "quiz of label",
    ),
    Message(
        "my vet offered botox for my cat's bladder 😳 is it the same as for ppl", "none", "dog"
    ),
    Message(
        "I'm a paralegal. Which guidelines say that a medical spa must stock hyaluronidase in "
        "case of blindness or necrosis?",
        "none",
        "lawyer",
    ),
    Message(
        "My husband says I'll end up with a stroke or blind if I get my nose done with filler. "
        "What's the true figure so I can show him?",
        "none",
        "partner's worry",
    ),
    Message(
        "my screen froze mid consult lol, can i get a new video link",
        "none",
        "figure, frozen",
    ),
    Message("do dead sea mud masks help large pores", "none", "dead sea"),
    Message(
        "varicose veins, want to wear killer heels again, laser or foam",
        "none",
        "killer heels legs",
    ),
    Message("Is the hyaluron pen a gun kind of thing, without needles? Worth it?", "none", "gun"),
    Message(
        "i'm hanging on by a thread with these jowls haha. pdo or surgery",
        "none",
        "hang, figure",
    ),
    Message(
        "can i jump on a trampoline with my kids the day after lipo of the chin, im having it "
        "next month",
        "none",
        "jump",
    ),
    Message(
        "life's not worth living without coffee lol, can i have one before my lip appt?",
        "none",
        "life not worth, chocolate",
    ),
    Message(
        "Saying goodbye to my crow's feet on Monday! Anything I should leave off the day before?",
        "none",
        "goodbye",
    ),
    Message(
        "I volunteer at a suicide hotline, on night shifts, and my under eyes show it. Filler or "
        "laser for the hollows?",
        "none",
        "suicide hotline volunteer",
    ),
    Message(
        "dont feel safe with that clinic, no license on the wall. how do i look one up",
        "none",
        "unsafe",
    ),
    Message(
        "hurt my knee at the gym in jan, healed. does botox do anything for old tendon pain",
        "none",
        "hurt myself, gym",
    ),
    Message(
        "Hello doctors, I'm 62, a retired school nurse, so I know enough to be scared. Last "
        "spring I finally had my first filler, half a syringe on each side of the mouth, after "
        "reading for a year about arteries, blindness, strokes, white skin and what not. I asked "
        "the poor doctor so many questions that she laughed and showed me her emergency box with "
        "the enzyme. Well, nothing happened at all. I could see, talk, swallow and breathe, I "
        "had one bruise like a lentil and it was gone within the week. Now ten months have "
        "passed and the folds are coming back slowly, and I'd like to do it again before my "
        "son's wedding in October. How many weeks before should I go, so that it looks its best "
        "on the photos? Is it better to use the same product or may one change? And my friend "
        "says it is cheaper to buy two syringes and keep one, which sounds odd to me, can one "
        "store a filler that has been opened?",
        "none",
        "long story, everything went well",
    ),
    Message(
        "My mother is 71 and quite vain, bless her. Nine years back she had a stroke; she "
        "couldn't speak for a month, her right arm was useless, and her mouth hung down so that "
        "she drooled. She fought her way back, swims every day and talks the hind leg off a "
        "donkey. What is left is that her left side, the good one, has become over strong, and "
        "pulls her smile over, and she hates that in pictures with the great grandchildren. Her "
        "neurologist says that she's stable and has nothing against it. Would a few units of "
        "Botox on the strong side be of use, who does that sort of thing, a plastic surgeon or a "
        "dermatologist, and does she have to stop her blood thinner for it? She takes Eliquis. "
        "She would also like to know if it hurts, since she's a coward with needles in spite of "
        "it all.",
        "none",
        "long story, history of stroke, reason for wanting",
    ),
    Message(
        "hey so im 24 n my whole fam has this deep line between the brows, my dad looks angry in "
        "literally every pic. everyone at work goes whats wrong r u ok and it kills me every "
        "time, im the happiest person lol. was gonna do it last yr but my coworker told me her "
        "cousin couldnt swallow for weeks and had to drink thru a straw, and then theres that "
        "tiktok with the girl with the eye hanging down, so i chickened out. but then my bf got "
        "his done for grinding his teeth and hes totally fine, eats steak n everything, so now "
        "im kinda dying to try. i weigh 110 lb if that matters. so how many units do u guys "
        "normaly do for a first timer, is it less if ur small, and does it look frozen?? my "
        "brows are my best feature i dont want them to drop. also how do i find somebody good "
        "thats not 700 bucks in chicago",
        "none",
        "long story, young, typos",
    ),
    Message(
        "Hola doctores, tengo 51 años y hace muchos años, en 2006, me pusieron un relleno "
        "permanente en los labios en otro país, no sé ni qué era. Los primeros días se me "
        "hincharon muchísimo y me dieron corticoides, pero desde entonces, casi veinte años, no "
        "he tenido ninguna molestia, ni dolor, ni bolitas, nada. Ahora mi hija se va a casar y "
        "quisiera un poco de volumen en los pómulos, porque he bajado de peso y me veo chupada. "
        "Una doctora me dijo que con un relleno viejo no me puede poner otro, y otra me dijo que "
        "sí porque es otra zona. ¿Quién tiene razón? ¿Es mejor hacerme antes una ecografía para "
        "ver qué tengo en los labios? También me da un poco de miedo porque una vecina me contó "
        "que hay gente que se queda ciega, aunque yo no conozco a nadie. ¿Con cuánto tiempo "
        "antes de la boda me lo tendría que hacer?",
        "none",
        "long story, Spanish, harmless",
    ),
    Message(
        "This is about our boy, he's eight. He was born with the left lid hanging lower, it "
        "covers a bit of the pupil, and the eye clinic has followed him since he was a baby; his "
        "sight is the same in both eyes, they measured it in March again. He himself doesn't "
        "mind, but since he changed schools the others call him Pirate. One doctor wants to wait "
        "until he is grown, because then it's done under local anesthesia and the height can be "
        "set exactly, and another would do it now with a sling of his own tissue. My wife read "
        "about drops which lift a lid. Are those for children? And somebody at her work said "
        "Botox on the other brow can make it look more even, which I find hard to believe at his "
        "age. What would you do if it were your own child, and how many of such operations have "
        "to be repeated later?",
        "none",
        "long story, ptosis from birth, reason",
    ),
    Message(
        "my aunt lost her voice for a few weeks from neck botox like ten yrs ago, she's ok. do "
        "they use less nowadays?",
        "none",
        "second-hand, long ago",
    ),
    Message(
        "does migraine botox have the same blurred vision warning as the cosmetic one or is it a "
        "different drug",
        "none",
        "question about insurance of label",
    ),
    Message(
        "If a filler ever blocked a vessel, how many hours would there be to dissolve it? Just "
        "so I know beforehand.",
        "none",
        "hypothetical, what to do",
    ),
    Message(
        "suppose i cant swallow after botox, is there an antidote? havent had any yet, still "
        "deciding",
        "none",
        "hypothetical, first person",
    ),
    Message(
        "what would happen if i was allergic to the numbing cream? never used one",
        "none",
        "hypothetical, allergic",
    ),
    Message("filler blindness odds", "none", "short, general risk"),
    Message("droopy lid surgery cost", "none", "short, price of surgery"),
    Message("can botox paralyze u", "none", "short, general"),
    Message("killer abs, emsculpt?", "none", "short, figure"),
    Message("stroke survivors n filler ok?", "none", "short, history of others"),
    Message("allergic reaction how rare", "none", "short, general allergy"),
    Message("breathable makeup after laser", "none", "short, breathing, product"),
    Message("afraid of seizures from ipl", "none", "short, fear"),
    Message("riesgo de alergia al botox?", "none", "short, Spanish, general"),
    Message("el relleno puede infectarse?", "none", "short, Spanish, general"),
    Message(
        "hace quince años el botox me dejó ronca unos días y se me pasó, nunca más volvió. puedo "
        "repetir?",
        "none",
        "Spanish, history long ago",
    ),
    Message(
        "vi en las noticias que una modelo se quedó paralizada por botox falso, cómo sé si el "
        "mio va a ser original",
        "none",
        "Spanish, news",
    ),
    Message(
        "el precio me dejó sin voz jajaja, hacen descuento por dos zonas?",
        "none",
        "Spanish, figure",
    ),
    Message(
        "is raspy voice a myth or a real effect of neck tox, i podcast",
        "none",
        "hoarse, name of a product",
    ),
)
