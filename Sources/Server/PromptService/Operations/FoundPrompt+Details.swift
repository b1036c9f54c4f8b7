package import PromptRepo
internal import PromptTemplate

// What surfaces tell of versions beside their texts.
extension FoundPrompt {
  /// Whether a version gives messages, as far as its own text says.
  package func isChat(_ version: Version) throws(RepositoryError) -> Bool {
    let text = try reader.ownText(of: version)
    switch text.body {
    case .chat(let chat): return !chat.isText
    case .handlebars: return text.analysis.kind == .messages
    case .template, .jinja, .unreadable: return false
    }
  }

  /// When the newest version was cut, or any one last went live somewhere. A place that is damaged
  /// does not count.
  package func updatedAt() throws -> Timestamp {
    var time = try latest().createdAt
    for pointer in pointers {
      let move = try FoundPrompt.unlessDamaged { try live(pointer) }
      if let move = move ?? nil { time = max(time, move.author.time) }
    }
    return time
  }

  /// When a version was cut, or last went live somewhere. A place that is damaged does not count.
  package func updatedAt(of version: Version) throws -> Timestamp {
    var time = version.createdAt
    for pointer in pointers {
      let move = try FoundPrompt.unlessDamaged { try lastMove(of: pointer, to: version) }
      if let move = move ?? nil { time = max(time, move.author.time) }
    }
    return time
  }

  /// The last move of a pointer to a version; `nil` where there is none.
  private func lastMove(
    of pointer: Pointer, to version: Version
  ) throws(RepositoryError) -> PointerMove? {
    guard try reader.tip(of: .pointer(pointer), name) != nil else { return nil }
    var moves = try reader.moveChain(of: pointer, name)
    // What was moved before the version was cut was moved to another.
    while let move = try moves.next(), move.author.time >= version.createdAt {
      if move.versionCommit == version.commit { return move }
    }
    return nil
  }
}

/// A version that the text of another one includes.
package struct IncludedVersion: Sendable {
  /// The version whose text includes it.
  package let parent: Version
  /// The name that it is included by.
  package let partial: PromptName
  /// The prompt that has it, by its name now.
  package let prompt: PromptName
  /// The version.
  package let version: Version
}

extension FoundPrompt {
  /// The versions that a version includes, and that those include, each below each that includes it.
  ///
  /// What is not there is left out: whoever asks for the text is told of it.
  package func inclusions(of version: Version) throws(RepositoryError) -> [IncludedVersion] {
    var found: [IncludedVersion] = []
    var known: Set<ObjectID> = [version.commit]
    var open = [version]
    while let parent = open.popLast() {
      let text = try reader.ownText(of: parent)
      // Most texts include nothing, and need not be looked through for where they do.
      guard !text.partialNames.isEmpty else { continue }
      let pins = text.content.partialPins
      for reference in text.analysis.partials {
        guard let name = PromptName(orNil: reference.name), let hash = pins[name],
          let target = try reader.pinnedAnywhere(name, hash)
        else { continue }
        found.append(
          IncludedVersion(
            parent: parent, partial: name, prompt: target.prompt, version: target.version))
        if known.insert(target.version.commit).inserted { open.append(target.version) }
      }
    }
    return found
  }
}
