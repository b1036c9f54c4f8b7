internal import Digests
internal import GitFiles
internal import Platform
internal import PromptFiles

/// A library of C that a program is linked with, and the version of it that runs.
public struct LinkedLibrary: Sendable, Equatable {
  /// What the library is called, such as `zlib`.
  public let name: String
  /// Its version, such as `1.2.13`.
  public let version: String

  /// A library by its name and version.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// Those of every program.
  static var common: [LinkedLibrary] {
    (CurrentProcess.cLibraryVersion.map { [LinkedLibrary(name: "glibc", version: $0)] } ?? []) + [
      LinkedLibrary(name: "libyaml", version: libYAMLVersion),
      LinkedLibrary(name: "nettle", version: nettleVersion),
      LinkedLibrary(name: "zlib", version: zlibVersionInUse),
    ]
  }

  /// Reads `NAME VERSION`, as ``description`` writes it.
  init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return nil }
    self.init(name: String(words[0]), version: String(words[1]))
  }
}

extension LinkedLibrary: CustomStringConvertible {
  /// The name and the version.
  public var description: String { "\(name) \(version)" }
}

/// A version of the program and the commit that it was built from.
struct ProgramVersion: Equatable, CustomStringConvertible {
  let number: String
  /// The first digits of the commit; nil where the build did not know.
  let revision: String?

  /// This process's.
  static var current: ProgramVersion {
    let revision = CurrentProcess.revision
    return ProgramVersion(
      number: PromptRepoProgram.version, revision: revision.isEmpty ? nil : revision)
  }

  /// The number, with the revision in parentheses: `0.1.0 (0123456789ab)`.
  var description: String { revision.map { "\(number) (\($0))" } ?? number }

  init(number: String, revision: String?) {
    self.number = number
    self.revision = revision
  }

  /// Reads what ``description`` writes.
  init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard let number = words.first, words.count <= 2 else { return nil }
    self.init(
      number: String(number),
      revision: words.count == 2 ? String(words[1].dropFirst().dropLast()) : nil)
  }
}
