internal import PromptRepo

extension CommandContext {
  /// What a name is that no prompt has, in a sentence: another kind of thing, or a former name.
  func meaning(of name: PromptName) throws -> String? {
    if command == "undo", isOperation(name.rawValue) {
      return "The id of an operation follows --operation: `promptrepo undo --operation \(name)`."
    }
    return try meaningAsEnvironment(name.rawValue) ?? formerName(name)
  }

  private func meaningAsEnvironment(_ name: String) throws -> String? {
    guard try repository().environments().contains(where: { $0.name.rawValue == name }) else {
      return nil
    }
    let line = typedLine
    let option: String? = line.flatMap { line in
      line.argument(name).map { index in
        let right = line.making(argument: index, option: "--env")
        let needsName = ["rollback", "deploy"].contains(command) && line.arguments.count == 1
        return (needsName ? right.inserting("NAME", before: index) : right).quoted
      }
    }
    let way =
      switch command {
      case "audit", "log", "rollback", "deploy": option ?? "--env \(name)"
      case "promote": "`promptrepo promote NAME --from ENV --to \(name)`"
      case "show", "render", "diff", "blame", "checkout", "activate", "release create":
        "NAME@\(name) is what is live in it"
      default: "`promptrepo matrix` shows what is live in it"
      }
    return "'\(name)' is an environment: \(way)."
  }

  /// What became of a prompt that had the name.
  private func formerName(_ name: PromptName) throws -> String? {
    let repository = try repository()
    var (last, isRenamed) = (name, false)
    // Names can go around in a circle.
    for _ in 0..<20 {
      guard try repository.prompt(last) == nil else { break }
      guard let departure = try departure(from: last, repository) else { return nil }
      guard case .left(let newName?) = departure.event else {
        return isRenamed
          ? "'\(name)' was renamed to '\(last)', which was deleted."
          : "'\(name)' was deleted: `promptrepo audit \(name)` shows when and by whom."
      }
      (last, isRenamed) = (newName, true)
    }
    return isRenamed ? "'\(name)' was renamed to '\(last)'." : nil
  }

  /// How the last prompt of a name lost it; nil where none ever had it.
  private func departure(
    from name: PromptName, _ repository: Repository
  ) throws -> AuditEntry? {
    do throws(RepositoryError) {
      var log = try repository.audit(AuditQuery(prompt: name))
      while let entry = try log.next() {
        if case .left = entry.event, entry.prompt == name { return entry }
      }
      return nil
    } catch {
      // Nothing is known of the name.
      guard error.code == .notFound else { throw error }
      return nil
    }
  }
}
