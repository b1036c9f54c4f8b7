internal import CanonicalJSON
package import HTTPMessages
package import PromptRepo

/// A version that a client wants of the prompt that it names, be it there or not.
package struct NewVersion: Sendable {
  /// The name or the title.
  package var name: String
  /// Makes the content, with a look at the versions that are there; `nil` for a new prompt.
  package var content: @Sendable (PriorVersions?) throws -> VersionContent
  /// What the author says about it.
  package var message = ""
  /// The labels of other systems that it is to have: the places where it is to be live.
  package var labels: [String] = []
  /// Whether it becomes the active version at once.
  package var activates = false
  /// The tags that the prompt is to have; `nil` for those that it has.
  package var tags: [String]?

  /// A version that is live nowhere.
  ///
  /// - Parameter content: Makes the content, of the latest version's if there is one.
  package init(
    _ name: String, content: @escaping @Sendable (VersionContent?) throws -> VersionContent
  ) {
    self.init(name, after: { try content($0?.latest) })
  }

  /// A version that is live nowhere.
  ///
  /// - Parameter content: Makes the content, with a look at the versions that are there.
  package init(
    _ name: String, after content: @escaping @Sendable (PriorVersions?) throws -> VersionContent
  ) {
    self.name = name
    self.content = content
  }
}

extension ServiceRequest {
  /// Cuts a version, of a new prompt where there is none of that name or title, sets the prompt's
  /// tags, and makes the version live where its labels say: all in one change, or nothing.
  ///
  /// After a lost race it is tried again, since the caller says what the text is to be, and not after
  /// which version.
  ///
  /// - Parameters:
  ///   - body: The request's body, for `Idempotency-Key`.
  ///   - answer: Makes the answer of the prompt as the change leaves it.
  package func create(
    _ wanted: NewVersion, of body: [UInt8],
    answer: (FoundPrompt, Version) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    if ledger == nil {
      // A ledger is made for what will be taken.
      _ = try pointers(of: wanted.labels, among: [])
      _ = try wanted.content(nil)
    }
    let ledger = try writableLedger()
    return try changeOnce(ledger, body) { transaction in
      try ServiceRequest.untilThere {
        let environments = try transaction.environments().map(\.name)
        let pointers = try pointers(of: wanted.labels, among: environments)
        let (name, version) = try add(wanted, to: ledger, environments, in: &transaction)
        for pointer in pointers {
          try move(name, to: version, pointer, reason: nil, isNew: true, in: &transaction)
        }
        let found = FoundPrompt(
          name, asked: wanted.name, environments: environments, in: transaction)
        return try answer(found, version)
      }
    }
  }

  /// Takes what is gone in the middle of a change for a lost race: whoever creates does not ask
  /// whether the prompt is there.
  private static func untilThere<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch ServiceError.promptNotFound {
      throw RepositoryError(.conflict, "the prompt was deleted meanwhile")
    } catch let error as RepositoryError where error.code == .notFound {
      throw RepositoryError(.conflict, error.message, hint: error.hint, cause: error.cause)
    }
  }

  private func add(
    _ wanted: NewVersion, to ledger: Ledger, _ environments: [EnvironmentName],
    in transaction: inout Transaction
  ) throws -> (name: PromptName, version: Version) {
    guard let known = try ledger.prompt(meantBy: wanted.name),
      let prompt = try current(known, in: transaction), let latest = prompt.latest
    else {
      let name = try transaction.freeName(for: wanted.name)
      var metadata = JSONObject()
      if let tags = wanted.tags { metadata.set(tags: tags) }
      let isName = name.rawValue.utf8.elementsEqual(wanted.name.utf8)
      let draft = VersionDraft(
        try wanted.content(nil), message: wanted.message, activates: wanted.activates)
      let prompt = try transaction.create(
        name, title: isName ? nil : wanted.name, metadata: metadata, draft)
      guard let version = prompt.latest else { throw ServiceError.internalFailure }
      return (name, version)
    }
    let content = try wanted.content(
      PriorVersions(
        prompt: FoundPrompt(
          prompt.name, asked: wanted.name, environments: environments, in: transaction),
        latestVersion: latest, latest: transaction.content(of: latest)))
    let version = try transaction.addVersion(
      VersionDraft(
        content, message: wanted.message, activates: wanted.activates, mayRepeat: true),
      to: prompt)
    if let tags = wanted.tags {
      var metadata = prompt.record.metadata
      metadata.set(tags: tags)
      let edit = RecordEdit(title: .keep, description: .keep, metadata: .set(metadata))
      if edit.applied(to: prompt.record) != prompt.record {
        try transaction.edit(prompt.name, edit)
      }
    }
    return (prompt.name, version)
  }
}

extension JSONObject {
  /// The texts of `tags`, as clients of other systems have them.
  package var tags: [String] { self["tags"]?.array?.compactMap(\.string) ?? [] }

  /// Sets the texts of `tags`; without any, there is no such member.
  fileprivate mutating func set(tags: [String]) {
    self["tags"] = tags.isEmpty ? nil : .array(tags.map(JSONValue.string))
  }
}

extension Transaction {
  /// A name for a new prompt that a client calls by a text: the text if it is a name, else the slug of
  /// it, and if that is taken, the one with digits of the text's hash behind it. So two clients that
  /// make a prompt of one title at once meet at one name.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` where somebody else made that prompt at this moment.
  fileprivate func freeName(for text: String) throws -> PromptName {
    let name = PromptName(wanted: text)
    if try !isTaken(name) { return name }
    try refuse(name, meantBy: text)
    let contested = PromptName(contested: text)
    if try !isTaken(contested) { return contested }
    try refuse(contested, meantBy: text)
    throw ServiceError.invalid(
      "Both names that a prompt '\(text)' can have here are taken by others: choose another name",
      parameter: "name")
  }

  /// Refuses a name where the text means the prompt that has it.
  private func refuse(_ name: PromptName, meantBy text: String) throws(RepositoryError) {
    guard let prompt = try prompt(name), prompt.latest != nil else { return }
    let names = [name.rawValue, prompt.record.title].compactMap(\.self)
    guard names.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { return }
    throw RepositoryError(.conflict, "'\(text)' was made meanwhile")
  }
}
