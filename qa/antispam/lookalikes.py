"""Letters of other scripts, and odd forms of Latin ones, that pass for plain Latin letters."""


def _pairs(odd: str, plain: str) -> dict[int, str]:
    return dict(zip(map(ord, odd), plain, strict=True))


def _alphabet_from(first: int) -> dict[int, str]:
    return {first + place: letter for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


#: For ``str.translate``. Capitals are listed by what they look like: a Greek capital Eta is an H,
#: its small letter an n. Accents need no entry, they are taken off before.
LOOKALIKES: dict[int, str] = {
    # Cyrillic
    **_pairs("авсԁеһіјкӏмнпорԛгѕтуѵԝхғҫү", "abcdehijklmhnopqrstyvwxfcy"),
    **_pairs("АВСԀЕНІЈКӀМОРԚЅТУҮѴԜХ", "abcdehijklmopqstyyvwx"),
    # Greek
    **_pairs("αβςεηικνορτυχωγϳ", "abcenikvoptuxwyj"),
    **_pairs("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abezhikmnoptyxc"),
    **_pairs("μ", "u"),
    # Armenian
    **_pairs("օսհոցզյալ", "ouhngqjwl"),
    # Cherokee
    **_pairs("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "abcdeghjklmprstvwz"),
    # Latin with strokes, without dots, small capitals, phonetic signs
    **_pairs("øłđħıȷɑɡɩƒŋƖǀ", "oldhijagifnll"),
    **_pairs("ØŁĐĦƑŊ", "oldhfn"),
    **_pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ord("æ"): "ae",
    ord("Æ"): "ae",
    ord("œ"): "oe",
    ord("Œ"): "oe",
    # White letters in black circles and squares
    **_alphabet_from(0x1F150),
    **_alphabet_from(0x1F170),
}
