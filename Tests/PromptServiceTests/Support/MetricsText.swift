import TestSupport

/// Numbers in the text format of Prometheus, read strictly.
struct MetricsText {
  /// The values by name and labels as they are written.
  private(set) var values: [String: Double] = [:]
  /// The names in their order.
  private(set) var order: [String] = []

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw ConnectionFault("the last line has no end") }
    var types: [String: String] = [:]
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.split(separator: " ")
      if line.hasPrefix("#") {
        guard words.count > 3, words[1] == "HELP" || words[1] == "TYPE" else {
          throw ConnectionFault("neither help nor type: \(line)")
        }
        if words[1] == "TYPE" { types[String(words[2])] = String(words[3]) }
        continue
      }
      guard
        line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [-+.e0-9]+/) != nil,
        let value = Double(words[1]), values[String(words[0])] == nil
      else { throw ConnectionFault("no sample, or one twice: \(line)") }
      let name = words[0].prefix { $0 != "{" }.replacing(/_(bucket|sum|count)$/, with: "")
      guard types[String(name)] != nil else { throw ConnectionFault("without a type: \(line)") }
      values[String(words[0])] = value
      order.append(String(words[0]))
    }
  }
}
