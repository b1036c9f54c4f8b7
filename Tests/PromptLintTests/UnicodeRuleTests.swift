import CanonicalJSON
import PromptLint
import TestSupport
import Testing

/// Rules about characters, with Python's tables as judges.
@Suite struct UnicodeRuleTests {
  private func rules(_ text: String) -> [Finding] {
    Linter(.everything).findings(in: LintSource(text: text, path: "a.txt"))
  }

  /// Each letter whose only likeness is one Latin letter is found within a Latin word, and the
  /// letter that is put in its place is one that it is confused with.
  @Test func lookAlikesAreThoseOfUnicodesTable() throws {
    let script = """
      import unicodedata
      from confusable_homoglyphs import confusables
      answer = []
      for code in range(0x370, 0x20000):
        character = chr(code)
        name = unicodedata.name(character, "")
        script = next((s for s in ("CYRILLIC", "GREEK", "ARMENIAN") if name.startswith(s)), None)
        if script is None or not unicodedata.category(character).startswith("L"): continue
        twins = [t["c"] for t in confusables.confusables_data.get(character, [])
                 if len(t["c"]) == 1 and t["c"].isascii() and t["c"].isalpha()]
        same = {t["c"] for twin in twins for t in confusables.confusables_data.get(twin, [])}
        answer.append([character, script, twins + sorted(same)])
      """
    let letters = try #require(try PythonPackages.run(script, on: .null).array)
    var counts: [String: Int] = [:]
    for letter in letters {
      let parts = try #require(letter.array)
      let character = try #require(parts[0].string)
      let twins = try #require(parts[2].array).compactMap(\.string)
      let word = "word\(character)word"
      let found = rules(word).filter { $0.rule == "look-alike" }
      #expect(found.isEmpty == twins.isEmpty, "\(word): \(twins)")
      guard let fix = found.first?.fix?.text else { continue }
      counts[parts[1].string ?? "", default: 0] += 1
      let scalar = try #require(fix.unicodeScalars.dropFirst(4).first)
      #expect(twins.contains(String(scalar)), "\(character) is taken for \(scalar)")
    }
    #expect(counts == ["CYRILLIC": 42, "GREEK": 33, "ARMENIAN": 13])
  }

  /// A text is reported exactly if Python says that it is not in form C, and the fix is Python's.
  @Test func normalizationIsPythons() throws {
    let script = """
      import random, unicodedata
      random.seed(5)
      codes = [c for c in range(0x20, 0x30000)
               if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co", "Cc", "Cf")]
      marks = [c for c in codes if unicodedata.combining(chr(c))]
      odd = [c for c in codes if unicodedata.normalize("NFC", chr(c)) != chr(c)]
      jamo = list(range(0x1100, 0x1200)) + [0xAC00, 0xAC01, 0x3099, 0x309A, 0x304B]
      texts = ["a" + chr(c) + "b" for c in odd] + ["a" + chr(c) for c in marks]
      for _ in range(4000):
        pool = random.choice([codes, marks, odd, jamo, range(0x41, 0x17F)])
        texts.append("".join(chr(random.choice(pool)) for _ in range(random.randint(1, 6))))
      texts += [chr(c) for c in codes if c % 17 == 0]
      answer = [[t, unicodedata.normalize("NFC", t)] for t in texts]
      """
    let pairs = try #require(try PythonPackages.run(script, on: .null).array)
    #expect(pairs.count > 10_000)
    let linter = Linter(.everything, only: ["not-normalized"])
    for pair in pairs {
      let (text, expected) = (pair.array?[0].string ?? "", pair.array?[1].string ?? "")
      let fixed = linter.fixing(LintSource(text: text, path: "a")) {
        LintSource(text: String(decoding: $0, as: UTF8.self), path: "a")
      }
      if !fixed.source.template.utf8.elementsEqual(expected.utf8) {
        Issue.record("\(text.debugDescription): \(fixed.source.template.debugDescription)")
      }
      #expect(fixed.fixed.isEmpty == text.utf8.elementsEqual(expected.utf8))
    }
  }

  /// Text of many languages, read in the wrong encoding, is found; as it is, it is not.
  @Test func mojibakeIsFound() throws {
    let script = """
      texts = ["it\\u2019s", "caf\\u00e9 au lait", "\\u201cquoted\\u201d", "na\\u00efve", "10 \\u20ac",
               "\\u041f\\u0440\\u0438\\u0432\\u0435\\u0442", "\\u4f60\\u597d", "smile \\U0001f600", "a \\u2013 b",
               "\\u00a9 2024", "stra\\u00dfe", "S\\u00e3o Paulo", "\\u00bfqu\\u00e9?"]
      answer = []
      for text in texts:
        wrong = []
        for encoding in ("cp1252", "latin-1"):
          try: wrong.append(text.encode("utf-8").decode(encoding))
          except UnicodeDecodeError: pass
        answer.append([text, wrong])
      """
    for pair in try #require(try PythonPackages.run(script, on: .null).array) {
      let text = try #require(pair.array?[0].string)
      #expect(rules(text).filter { $0.rule == "mojibake" }.isEmpty, "\(text)")
      let all = try #require(pair.array?[1].array).compactMap(\.string)
      #expect(!all.isEmpty)
      for wrong in all {
        let found = rules(wrong).filter { $0.rule == "mojibake" }
        #expect(found.count >= 1, "\(wrong.debugDescription) of \(text)")
      }
    }
  }

  /// Real text in many scripts raises no alarm about characters.
  @Test(arguments: [
    "नमस्ते, क्‍ष और क्‌ष", "سلام، می‌روم", "مرحبا بالعالم", "שלום עולם", "Ελληνικά και English",
    "Привет, мир: API и JSON", "日本語のテキスト。葛󠄀城", "한국어 텍스트", "ภาษาไทย", "Tiếng Việt", "ქართული",
    "Հայերեն", "ᠮᠣᠩᠭᠣᠯ", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩🏽‍🚀 👨‍👩‍👧‍👦 ❤️‍🔥 1️⃣ ☎︎", "« Voilà », dit-il", "E = mc², ∑ xᵢ, α → β",
  ])
  func textOfManyScriptsIsLeftAlone(_ text: String) {
    let found = Linter().findings(in: LintSource(text: text, path: "a.txt"))
    #expect(found.isEmpty, "\(found)")
  }
}
