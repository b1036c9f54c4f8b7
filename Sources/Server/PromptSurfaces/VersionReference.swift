internal import PromptRepo
package import PromptService

extension VersionSelector {
  /// The version that a text of a client means: `latest`, `active`, a number, also with a `v` before
  /// it, 8 to 64 digits of a version's hash, or a label.
  package init(reference text: String) {
    let digits = text.utf8.starts(with: "sha256:".utf8) ? text.utf8.dropFirst(7) : text.utf8[...]
    let number = text.utf8.first == UInt8(ascii: "v") ? text.utf8.dropFirst() : text.utf8[...]
    let isNumber =
      (1...7).contains(number.count)
      && number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let isHash =
      (8...64).contains(digits.count)
      && digits.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
    switch text {
    case "latest": self = .latest
    case "active": self = .pointer(.active)
    default:
      if isNumber, let number = Int(Substring(number)) {
        self = .number(number)
      } else if isHash {
        self = .digits(String(Substring(digits)))
      } else {
        self = .label(text)
      }
    }
  }
}
