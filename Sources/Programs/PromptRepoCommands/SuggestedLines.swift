internal import Platform
internal import PromptRepo

// The lines that a sentence tells people to type: between backticks, beginning with `promptrepo`.

extension String {
  /// The text as one word of a command line, in quotes where a shell would read more into it.
  var plainOrQuoted: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "@", ",", "=", "+", "%", "~":
        true
      default: false
      }
    }
    // Some a shell expands at the beginning of a word, or of a value after `=` or `:`.
    let isExpanded = isEmpty || ["=", "~"].contains(prefix(1)) || contains("=~") || contains(":~")
    return isPlain && !isExpanded ? self : shellWord
  }

  /// The sentence with a folder's `-C` in the lines that it tells people to type, so that they are
  /// about the same repository as the line that was typed.
  ///
  /// - Parameter folder: What `-C` was given; without it, and with the folder where one is, as hooks
  ///   give it, the text stays as it is.
  func inFolder(_ folder: String?) -> String {
    guard let folder, !folder.utf8.elementsEqual(".".utf8) else { return self }
    let option = "-C \(folder.plainOrQuoted)"
    let pieces = split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().map { index, piece in
      // What has the option was typed with it.
      guard index > 0, piece.hasPrefix("promptrepo "), !piece.contains(" -C "),
        !["-v", "--version", "help"].contains(piece.split(separator: " ").dropFirst().first)
      else { return String(piece) }
      return piece.split(separator: " ", omittingEmptySubsequences: false).map { word in
        word == "promptrepo" ? "promptrepo \(option)" : String(word)
      }.joined(separator: " ")
    }.joined(separator: "`")
  }

  /// The sentence with a prompt in place of `NAME` in the lines that it tells people to type, and
  /// another one in place of `OTHER`.
  ///
  /// - Parameter typed: What was typed after a word or before an option.
  func naming(_ typed: [String]) -> String {
    guard let first = typed.first, typed.count == 1 || (typed.count == 2 && contains("OTHER")),
      let (name, spec) = Revision.words(first), !isVersion(first)
    else { return self }
    let pieces = split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().map { index, piece in
      guard index % 2 == 1, piece.utf8.starts(with: "promptrepo ".utf8) else {
        return String(piece)
      }
      return piece.split(separator: " ").map { word in
        switch word {
        case "NAME": name
        case "NAME@SPEC": "\(name)@\(spec ?? "SPEC")"
        case "OTHER": PromptName(likeTitle: typed.last ?? "")?.rawValue ?? "OTHER"
        default: String(word)
        }
      }.joined(separator: " ")
    }.joined(separator: "`")
  }

  /// Whether the text names a version by itself, and no prompt.
  fileprivate func isVersion(_ text: String) -> Bool {
    do throws(RepositoryError) {
      if case .environment = try VersionSpec(text) { return false }
      return true
    } catch {
      return false  // It is no version.
    }
  }
}

extension PromptName {
  /// Whether the name is written as a version is.
  var isVersion: Bool { rawValue.isVersion(rawValue) }
}

extension Revision {
  /// The prompt and the version that a word names, for a shell; nil where it is neither.
  ///
  /// The path of a prompt's file stays as it is, since commands take it.
  fileprivate static func words(_ word: String) -> (name: String, spec: String?)? {
    if PromptPaths.isPath(word) { return (word.plainOrQuoted, nil) }
    do {
      let revision = try Revision(argument: word)
      return (revision.name.rawValue, revision.spec.map { "\($0)" })
    } catch {
      return nil  // It is no name.
    }
  }
}
