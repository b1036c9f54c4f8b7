internal import CommandKit
internal import PromptRepo

/// A prompt, and which version of it: `NAME` or `NAME@SPEC`.
struct Revision: ArgumentValue {
  let name: PromptName
  let spec: VersionSpec?

  init(argument: String) throws {
    let parts = argument.utf8.split(
      separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    name = try PromptName(argument: String(decoding: parts[0], as: UTF8.self))
    spec = parts.count < 2 ? nil : try VersionSpec(String(decoding: parts[1], as: UTF8.self))
  }

  var argument: String { spec.map { "\(name)@\($0)" } ?? name.rawValue }

  static var completion: Completion { .custom("prompt") }
}
