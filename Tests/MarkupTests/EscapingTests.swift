import Markup
import TestSupport
import Testing

/// What a parser of browsers reads is the text that was written, wherever it stands.
@Suite struct EscapingTests {
  /// A page with each text in the places that a text can have.
  private func pages(_ texts: [String]) -> [String] {
    texts.map { text in
      document(lang: "en") {
        pageTitle(text)
      } content: {
        div(.id("content")) { text }
        div(.id("attribute"), .title(text)) { "x" }
        form(.post, to: .root) {
          input(.hidden, .name("x"), .value(text), .id("input"))
          textarea(.name("y"), .id("textarea"), text: text)
          select(.name("z")) { option(.value(text), .id("option")) { text } }
        }
        pre(.id("pre")) { text }
        p(.id("behind")) { "behind" }
      }.text
    }
  }

  private func sameText(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
  }

  private func sameBytes(_ left: String?, _ right: String) -> Bool {
    left.map { $0.utf8.elementsEqual(right.utf8) } ?? false
  }

  private func check(_ texts: [String]) throws {
    let parsed = try ParsedHTML.all(pages(texts))
    try #require(parsed.count == texts.count)
    for (text, page) in zip(texts, parsed) {
      let root = page.root
      let expected = sameText(text)
      func expect(_ found: String?, _ place: String, is expected: String) {
        guard !sameBytes(found, expected) else { return }
        Issue.record("\(place): \(text.debugDescription) is \(found.debugDescription)")
      }
      for place in ["content", "option", "pre"] {
        expect(root.find(id: place)?.text, place, is: expected)
      }
      expect(root.all("title").first?.text, "title", is: expected)
      expect(root.find(id: "attribute")?["title"], "title", is: expected)
      for place in ["input", "option"] {
        expect(root.find(id: place)?["value"], place, is: expected)
      }
      // Of line ends, a field of several lines has one kind.
      var ends = String.UnicodeScalarView()
      for scalar in expected.unicodeScalars {
        if scalar == "\n", ends.last == "\r" { ends.removeLast() }
        ends.append(scalar)
      }
      let unified = String(
        String.UnicodeScalarView(ends.map { $0 == "\r" ? "\n" : $0 }))
      expect(root.find(id: "textarea")?.text, "textarea", is: unified)
      expect(root.find(id: "behind")?.text, "behind", is: "behind")
      // Nothing but what was built.
      #expect(
        root.all.map(\.name) == [
          "html", "head", "meta", "title", "body", "div", "div", "form", "input", "textarea",
          "select", "option", "pre", "p",
        ], "\(text.debugDescription)")
      #expect(!root.hasComments, "\(text.debugDescription)")
      #expect(root.find(id: "content")?.attributes.map(\.name) == ["id"])
      #expect(root.find(id: "attribute")?.attributes.map(\.name) == ["id", "title"])
      #expect(root.find(id: "input")?.attributes.map(\.name) == ["type", "name", "value", "id"])
    }
  }

  @Test func hostileTextsStayTexts() throws {
    #expect(HostileMarkup.all.count >= 28)
    try check(HostileMarkup.all + HostileTexts.all)
  }

  /// Each code point of one byte, and the first and the last of other lengths and of what Unicode has
  /// no characters for.
  @Test func everyByteStaysAText() throws {
    let values: [UInt32] =
      Array(0...0x17F) + [
        0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFDCF, 0xFDD0, 0xFDEF, 0xFEFF, 0xFFF9,
        0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE, 0x1FFFF, 0xE0001, 0xE007F, 0xE01EF, 0xF0000,
        0x10FFFD, 0x10FFFE, 0x10FFFF,
      ]
    let scalars = values.compactMap(Unicode.Scalar.init)
    #expect(scalars.count == values.count)
    try check(scalars.map { "a\($0)b" } + scalars.prefix(0x80).map { "\($0)\($0)" })
  }

  /// What tests of pages may rely on: nothing is complained of where a text has no control characters.
  @Test func ordinaryTextsGiveNoComplaint() throws {
    let texts = HostileMarkup.all.filter { text in
      text.unicodeScalars.allSatisfy { scalar in
        switch scalar.value {
        case 0x09, 0x0A, 0x0C, 0x20..<0x7F, 0xA0..<0xFDD0, 0xFE00..<0xFFFE, 0xE0000..<0xEFFFE: true
        default: false
        }
      }
    }
    #expect(texts.count > 30)
    for (text, page) in zip(texts, try ParsedHTML.all(pages(texts))) {
      #expect(page.complaints == [], "\(text.debugDescription)")
    }
  }

  @Test func aTextIsWrittenOnce() {
    #expect(HTML("a & b").text == "a &amp; b")
    #expect(HTML("&amp;").text == "&amp;amp;")
    #expect(p { "<b>" }.text == "<p>&lt;b&gt;</p>")
    #expect(p { b { "x" } }.text == "<p><b>x</b></p>")
  }
}
