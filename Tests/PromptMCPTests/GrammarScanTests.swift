import CanonicalJSON
import TestSupport
import Testing

@testable import PromptMCP

/// What is JSON by its grammar, as another reader has it.
struct GrammarScanTests {
  private static let seeds = [
    #"{"jsonrpc":"2.0","id":7,"method":"ping","params":{"id":[1,{"id":2}]}}"#,
    #" { "id" : "a\u0000\"" , "a" : [ ] , "b" : { } } "#,
    #"[-0.5e+10,1E9,0,-0,true,false,null,"\\\/\b\f\n\r\t\ud800"]"#, "3", #""é""#, "{}", "[[],[{}]]",
    #"{"i\u0064":1764522000000000000,"a":1,"a":2}"#,
  ]

  /// Texts with a few bytes changed, put in, or taken away.
  private static func texts(_ count: Int) -> [[UInt8]] {
    var random = RepeatableNumbers(seed: 7)
    let alphabet = Array(#"{}[]",:\u0d8aeE+-.19tfn "#.utf8) + [0, 9, 10, 0x1f, 0x80, 0xc3, 0xa9]
    return (0..<count).map { number in
      var bytes = Array(seeds[number % seeds.count].utf8)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes.insert(byte, at: place)
        case 1 where place < bytes.count: bytes[place] = byte
        default: if place < bytes.count { bytes.remove(at: place) }
        }
      }
      return bytes
    }
  }

  @Test func anotherReaderHasTheSameForJSON() throws {
    let texts = Self.texts(4_000)
    let judge = """
      import json, sys
      def no(_): raise ValueError
      for line in sys.stdin:
          try:
              text = bytes.fromhex(line).decode("utf-8")
              if text[:1] == "\\ufeff": raise ValueError
              pairs = []
              def keep(found):
                  pairs.append(found)
                  return found
              whole = json.loads(text, parse_constant=no, object_pairs_hook=keep)
              ids = [v for k, v in whole if k == "id"] if text.lstrip(" \\t\\n\\r")[0] == "{" else []
              print("json", len(ids))
          except ValueError:
              print("none")
      """
    let hex = texts.map { text in
      text.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
    }
    let result = try run("python3", ["-c", judge], stdin: Array(hex.joined().utf8))
    try #require(result.status == 0, "\(result.stderr)")
    let verdicts = result.stdout.split(separator: "\n")
    try #require(verdicts.count == texts.count)
    #expect(verdicts.contains("none") && verdicts.contains("json 1"))
    for (text, verdict) in zip(texts, verdicts) {
      let shown = String(decoding: text, as: UTF8.self)
      guard let scan = GrammarScan(text) else {
        #expect(verdict == "none", "\(shown)")
        continue
      }
      #expect(verdict.hasPrefix("json"), "\(shown)")
      #expect(scan.hasID == (verdict != "json 0"), "\(shown)")
      #expect((scan.id != nil) == (verdict == "json 1"), "\(shown)")
    }
  }

  @Test func depthCostsNoStack() {
    let depth = 1_000_000
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(GrammarScan(Array(#"{"a":\#(text),"id":1}"#.utf8))?.id == Array("1".utf8))
    #expect(GrammarScan(Array(text.utf8.dropLast())) == nil)
  }
}
