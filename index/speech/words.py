"""The words by which reported speech is known: verbs, offices, kinds of sources, and words that name nobody."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAYS = _set(
    "said says told tells warned warns insisted insists argued argues wrote writes tweeted tweets testified testifies"
    " replied replies remarked remarks"
)
"""Verbs that report words wherever they stand."""

PLURAL_SAYS = _set("say warn insist argue write")
"""The same of several; in the singular they are mostly no report ("to say")."""

PERHAPS = _set(
    "acknowledged acknowledges added adds admitted admits agreed agrees alleged alleges announced announces asked"
    " asks asserted asserts believes boasted cautioned cautions claimed claims commented comments complained complains"
    " conceded concedes concluded concludes confirmed confirms contended contends continued continues countered"
    " declared declares denied denies echoed emphasized emphasised emphasizes estimated estimates exclaimed explained"
    " explains joked jokes lamented laments maintained maintains mused noted notes observed observes posted predicted"
    " predicts proclaimed promised promises quipped reasoned recalled recalls recounted reiterated reiterates"
    " responded responds retorted shouted stated states stressed stresses suggested suggests thinks thundered urged"
    " vowed vows"
)
"""Verbs that report words when a quotation or "that" is beside them, or when they stand aside between commas."""

LISTS = _set("listed named described called mentioned cited denounced praised criticized criticised dismissed")
"""Verbs that report words when a quotation follows in the sentence."""

BETWEEN = _set(
    "has have had also later then once previously recently repeatedly reportedly publicly privately again further"
    " often still even already first just now initially subsequently himself herself themselves flatly simply bluntly"
    " clearly directly openly quickly"
)
"""What may stand between a subject and its verb."""

TITLES = _set(
    "President Vice-President Secretary Minister Chancellor Premier Senator Sen. Sens. Representative Rep. Reps."
    " Congressman Congresswoman Governor Gov. Mayor Judge Justice Chief General Gen. Colonel Col. Captain Capt. Lt."
    " Lieutenant Sgt. Sergeant Major Maj. Admiral Adm. Commander Officer Detective Sheriff Ambassador Speaker Leader"
    " Whip Chair Chairman Chairwoman Chairperson Director Commissioner Administrator Attorney Solicitor Counsel"
    " Professor Prof. Doctor Dr. Mr. Mrs. Ms. Mr Mrs Ms Dr Sir Dame Lord Lady Baroness Pope Bishop Archbishop Cardinal"
    " Rev. Reverend Imam Rabbi Father Sister King Queen Prince Princess Duke Duchess Emir Sheikh Ayatollah CEO CFO COO"
    " Superintendent Spokesman Spokeswoman Spokesperson Democrat Republican Councillor Councilman Councilwoman"
    " Treasurer Prosecutor Defender Executive Cllr Cllr. President-elect Vice-President-elect Governor-elect Co-chair"
    " Co-founder Deputy Assistant Undersecretary Envoy Czar Host Anchor Correspondent Coach Editor Author Sens"
)
"""Words, capitalised, that stand before a name."""

HONORIFICS = _set("mr. mrs. ms. mr mrs ms dr. dr prof. prof sir dame lord lady")
"""Titles that tell no office."""
HE, SHE = (
    _set("mr. mr sir lord spokesman chairman congressman king prince"),
    _set("mrs. ms. mrs ms dame lady spokeswoman chairwoman congresswoman queen princess baroness"),
)

ROLES = _set(
    "official officials spokesman spokeswoman spokesperson spokesmen spokespeople police prosecutor prosecutors"
    " critics critic expert experts analyst analysts economist economists lawyer lawyers attorney attorneys"
    " authorities resident residents witness witnesses source sources aide aides adviser advisers advisor advisors"
    " activist activists scientist scientists researcher researchers investigator investigators lawmaker lawmakers"
    " senator senators representative representatives diplomat diplomats supporters opponents advocates voters"
    " organizers organisers doctors doctor officers officer leaders leader minister president secretary director"
    " chairman chairwoman governor mayor judge justice commissioner chief chancellor premier ambassador strategist"
    " strategists candidate congressman congresswoman editor author professor historian executive executives manager"
    " managers founder co-founder coach captain general colonel commander sheriff detective head chair correspondent"
    " host anchor counsel pollster farmer farmers teacher teachers union unions ministry department agency company"
    " government campaign court committee administration firm party bank group organization organisation charity"
    " regulator commission bureau council university hospital fellow member members mother father brother sister wife"
    " husband son daughter owner operator parents pastor bishop envoy negotiator negotiators republicans democrats"
    " conservatives liberals supermarkets authority association institute airline museum railway railways insurer"
    " insurers regulators importers exporters manufacturer manufacturers retailer retailers landlord landlords tenants"
    " nurses nurse organiser organizer speaker"
)
"""Common nouns for who may speak."""
PLURAL = frozenset(word for word in ROLES if word.endswith("s")) | _set("police spokespeople spokesmen")

DETERMINERS = _set(
    "the a an one some several many most other another two three four five his her its their this that these those"
    " both few"
)
MODIFIERS = _set(
    "senior former local state federal top unnamed anonymous military defense defence health government company union"
    " law enforcement campaign medical legal foreign public press chief deputy vice prime acting current new city"
    " county school hospital fire party house senate intelligence security administration trade climate human rights"
    " civil democratic republican conservative liberal opposition congressional presidential political national"
    " international european american british russian chinese general assistant associate executive managing police"
    " court election immigration border finance labor labour justice market energy communications budget majority"
    " minority attorney interior national-security long-time longtime then-president defense-department"
)
OF = _set("of for at from in with on")
PARTICLES = _set("de da del della der den di dos du la le van von bin bint ibn al el ben zu ter ten")

PRONOUNS = _set("he she")
NOT_SPEAKERS = _set(
    "it i we you they who which that this what there here everyone nobody everybody someone somebody one statement"
    " report study law bill"
)

OPENERS = _set(
    "a an and as at after although all also another any before both but by because despite during each earlier even"
    " every few first finally following for from he her here his how however i if in indeed instead it its just last"
    " later like many meanwhile more most much nevertheless nor not now of on once one only or other our over perhaps"
    " she since so some still such that the their then there therefore these they this those though through thus to"
    " today too under unlike until we what when where whether which while who why will with yes yet you your monday"
    " tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december moreover additionally asked speaking told watch read see related photo video image"
)
"""Words that have a capital because they open a sentence, or are days and months."""

NO_PERSON = _set(
    "Department Ministry University College School Party House Times News Street Court Union Bank Company Inc Inc."
    " Corp Corp. Committee Council Association Institute Group Center Centre States Kingdom City County America"
    " American Americans New North South East White Supreme Wall United National Democratic Republican Republicans"
    " Democrats Federal Los San Las Hong Saudi Capitol Office Agency Bureau Commission Foundation Service Services"
    " Post Journal Press Network Research Police Army Navy Force Forces Guard Congress Senate Act Bill Day Week Year"
    " Island Islands River Lake Beach Valley Airport Hospital Church Terminals Foods International Global World"
    " European British Russian Chinese Israeli Iranian French German Middle Central Western Eastern Northern Southern"
    " Constitution Amendment Security Intelligence Treasury State Pentagon Kremlin Brexit COVID-19 Covid-19"
    " Coronavirus Twitter Facebook Google Amazon Apple Microsoft Reuters Bloomberg Politico CNN MSNBC NBC CBS ABC BBC"
    " NPR AP FBI CIA Campaign Project Coalition Alliance Federation League Society Fund Board Authority Administration"
    " Affairs Relations Photographer Photo Photos Image Images Getty Advertisement Justice General Homeland Lives"
    " Matter Islamic Muslim Muslims Christian Jewish Air Road Avenue Budget"
)
"""Words that no person's name is made of, or hardly ever."""
