"""Makes pinyin.txt from the Unihan database of Unicode, as Debian's package unicode-data has it.

Usage: make-pinyin.py [/usr/share/unicode] > pinyin.txt

One line a syllable, without tone and with v for ü, and the characters that are read so. Readings are those of today's
dictionaries (kMandarin, kXHC1983, kTGHZ2013, kHanyuPinlu); a traditional character has those of its simplified form, too.
"""
import bz2, collections, os, re, sys, unicodedata

folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"


def rows(name):
    with bz2.open(os.path.join(folder, f"Unihan_{name}.txt.bz2"), "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("U+"):
                character, field, value = line.rstrip("\n").split("\t")[:3]
                yield int(character[2:], 16), field, value


def plain(reading):
    letters = ""
    for letter in unicodedata.normalize("NFD", reading.lower()):
        if letter == "\u0308" and letters.endswith("u"):
            letters = letters[:-1] + "v"
        elif not unicodedata.combining(letter):
            letters += letter
    return re.sub("[^a-z]", "", letters)


fields = collections.defaultdict(dict)
for character, field, value in rows("Readings"):
    fields[character][field] = value
simplified = {
    character: [int(other[2:], 16) for other in value.split()]
    for character, field, value in rows("Variants") if field == "kSimplifiedVariant"
}
wanted = {character for character, known in fields.items() if known.keys() & {"kTGHZ2013", "kXHC1983", "kHanyuPinlu"}}
for name in ("IRGSources", "DictionaryLikeData"):
    for character, field, value in rows(name):
        if field == "kIICore" or field == "kUnihanCore2020" and re.search("[GHT]", value):
            wanted.add(character)


def readings(character):
    known, found = fields.get(character, {}), []
    texts = known.get("kMandarin", "").split()
    for field in ("kXHC1983", "kTGHZ2013"):
        for entry in known.get(field, "").split():
            texts += entry.split(":")[1].split(",")
    texts += [entry.split("(")[0] for entry in known.get("kHanyuPinlu", "").split()]
    for text in map(plain, texts):
        if text and text not in found:
            found.append(text)
    return found


table = collections.defaultdict(list)
for character in sorted(wanted):
    if character > 0xFFFF and "kTGHZ2013" not in fields[character]:
        continue
    found = readings(character)
    for other in simplified.get(character, []):
        found += [reading for reading in readings(other) if reading not in found]
    for reading in found:
        table[reading].append(chr(character))

print("# Readings of Han characters, made by make-pinyin.py from the Unihan database 15.0.0.")
print("# Copyright 1991-2022 Unicode, Inc.; UNICODE-LICENSE.txt.")
for reading, characters in sorted(table.items()):
    print(reading, "".join(characters))
