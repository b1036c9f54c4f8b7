internal import PromptRepo

/// Checks the further parents that a join gives to steps: the ends of the chains that were joined.
///
/// Git keeps what they lead to, and everybody who pulls gets it. So they may lead to nothing but
/// steps of the same prompt, each as sound as those of its chains.
extension PromptHistoryChecker {
  /// Checks what further parents lead to, as far as it is not of the chains.
  ///
  /// - Parameters:
  ///   - parents: The further parents of steps of any of the chains.
  ///   - chains: The prompt's chains, which are checked by themselves.
  func checkJoined(
    _ parents: [ObjectID], beside chains: [ChainComparison]
  ) throws(RepositoryError) {
    var rest = parents
    var checked: Set<ObjectID> = []
    while let tip = rest.popLast() {
      guard !checked.contains(tip) else { continue }
      let kind = try kind(of: tip)
      let chain = chains.first { $0.kind == kind }
      let fork = try reader.mergeBase(local: tip, remote: chain?.joined ?? chain?.remote)
      for commit in fork.ours where checked.insert(commit).inserted {
        let step = try sound(commit, onTopOf: nil, beside: chain?.local)
        rest += step.value.parents.dropFirst()
        switch kind {
        case .versions:
          let version = try reader.version(at: commit)
          try checkVersion(version, step)
          var earlier = 0
          if let parent = version.parent { earlier = try reader.version(at: parent).number }
          guard version.number == earlier + 1 else {
            throw foreign(commit, "version \(version.number) after version \(earlier)")
          }
        case .pointer(let pointer):
          let move = try reader.move(at: commit)
          try checkMove(
            move, of: pointer, step, to: try reader.version(at: move.versionCommit))
        case .info:
          var records = reader.records(from: commit)
          if let entry = try records.next() { try checkRecord(entry, step) }
        }
      }
    }
  }

  /// The chain that a commit says that it is of, which has to be one of the prompt.
  func kind(of commit: ObjectID) throws(RepositoryError) -> LedgerRef.PromptKind {
    let step = try FetchedStep(reader.required(commit, for: "a step of a prompt"))
    guard step.message[.promptID] == prompt.rawValue else {
      throw foreign(commit, "no step of prompt \(prompt), though something of that leads to it")
    }
    if let label = step.message[.pointer] {
      guard let pointer = Pointer(label: label) else {
        throw foreign(commit, "a move of a pointer '\(label)', which there cannot be")
      }
      return .pointer(pointer)
    }
    return step.message[.versionHash] == nil ? .info : .versions
  }
}
