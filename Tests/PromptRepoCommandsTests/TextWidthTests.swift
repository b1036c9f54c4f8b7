import CanonicalJSON
import TestSupport
import Testing

@testable import PromptRepoCommands

/// How many columns texts take; Python's `wcwidth` judges.
@Suite struct TextWidthTests {
  private static func judged(_ texts: [String]) throws -> [Int] {
    let answer = try PythonPackages.run(
      "import wcwidth\nanswer = [wcwidth.wcswidth(d) for d in data]",
      on: .array(texts.map { .string($0) }))
    return try #require(answer.array).map { $0.number?.integer ?? -2 }
  }

  @Test func texts() throws {
    let texts = [
      "", "plain", "é", "e\u{301}", "字", "全角ＡＢ", "ﾊﾟ", "한글", "\u{1100}\u{1161}", "❤", "❤\u{FE0F}",
      "👍", "👍🏽", "👨‍👩‍👧", "🇩🇪", "1\u{FE0F}\u{20E3}", "☎\u{FE0F}", "⌚", "กุ้ง", "नि", "क्षि",
      "zero\u{200B}width", "สวัสดี", "שלום", "مرحبا", "…", "—", "½", "①", "Ⅷ", "→", "█", "Ｆ",
    ]
    #expect(try Self.judged(texts) == texts.map(\.columns))
  }

  /// Each character of the scripts in use, by itself.
  @Test func scalars() throws {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0xA0...0x24F, 0x370...0x5FF, 0x900...0xDFF, 0xE00...0xEFF, 0x1100...0x115F,
      0x1E00...0x1FFF, 0x2010...0x27BF, 0x2E80...0x33FF, 0x3400...0x34FF, 0x4E00...0x4EFF,
      0xAC00...0xACFF, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFFEE, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x200FF,
    ]
    let scalars = ranges.flatMap { $0 }.compactMap(Unicode.Scalar.init).filter { scalar in
      switch scalar.properties.generalCategory {
      // Marks with a place of their own stand behind a letter, never alone.
      case .unassigned, .control, .format, .lineSeparator, .paragraphSeparator, .spacingMark: false
      default: true
      }
    }
    let texts = scalars.map { String($0) }
    let judged = try Self.judged(texts)
    let different = zip(scalars, judged).filter { String($0.0).columns != $0.1 }
      .map { "U+\(String($0.0.value, radix: 16, uppercase: true)) is \($0.1)" }
    #expect(different == [])
  }

  @Test func cutting() {
    for text in ["Support reply", "お客様への返信", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧 families", "e\u{301}e\u{301}e\u{301}e\u{301}"] {
      for limit in 1...20 {
        let cut = text.cut(to: limit)
        #expect(cut.columns <= max(limit, 1))
        #expect(cut == text || (cut.last == "…" && text.hasPrefix(cut.dropLast())))
        #expect((cut == text) == (text.columns <= limit))
      }
    }
  }
}
