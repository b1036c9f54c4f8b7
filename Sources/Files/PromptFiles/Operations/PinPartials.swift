internal import CanonicalJSON
public import PromptRepo

/// What is to be pinned, and how much is looked at.
public struct PinOptions: Sendable {
  /// The partials that get another pin also where they have one, each with the version; without a
  /// version, what a missing pin gets.
  public var targets: [PromptName: VersionSpec?]

  /// Whether pins that stay are compared with what a missing one would get.
  public var findsOlderPins: Bool

  /// Options with these values.
  public init(targets: [PromptName: VersionSpec?] = [:], findsOlderPins: Bool = false) {
    self.targets = targets
    self.findsOlderPins = findsOlderPins
  }
}

/// What becomes of the pins in working files, known before anything is written.
public struct PinPlan: Sendable {
  /// The pins that are written, and the older ones if they were looked for; by prompts in the order of
  /// their names.
  public internal(set) var items: [PinItem] = []

  /// The pins that stay though the partial's file gets another content by this plan, since they are of
  /// an older one; in the same order.
  public internal(set) var left: [PinItem] = []

  /// Why files get no pin, each reason once: they cannot be read, or what they include is not there.
  public internal(set) var failures: [RepositoryError] = []

  /// The files to write, those that include others first.
  ///
  /// A file names what the others will hold, so that the rest can be done again where somebody stops
  /// in between.
  var writes: [(name: PromptName, old: [UInt8], new: [UInt8])] = []
}

/// A pin of a working file.
public struct PinItem: Sendable {
  /// The prompt of the file.
  public let name: PromptName
  /// The file as users see it.
  public let path: String
  /// The partial's name, as the template has it.
  public let partial: PromptName
  /// The prompt that it leads to, by the name that this has now.
  public let prompt: PromptName
  /// What it is pinned to now; `nil` where it has no pin.
  public let old: PinnedVersion?
  /// What it gets, or what is newer.
  public let new: PinnedVersion
  /// Whether the plan writes it; of an older pin that stays it does not.
  public let isWritten: Bool
}

/// A version that a partial is pinned to.
public struct PinnedVersion: Sendable, Hashable {
  /// The version's hash.
  public let hash: VersionHash
  /// The number of the newest version with the hash; `nil` where there is none, or not yet.
  public let number: Int?
}

extension Workspace {
  /// Finds out which pins working files get.
  ///
  /// A partial without a pin gets what its file holds, if that was edited, with the pins that the file
  /// itself gets; else its latest version. A pin that is there stays, unless the options name the
  /// partial, or the partial's file had the pinned content and gets another by pins of its own: such a
  /// pin follows.
  ///
  /// Of all files, those are passed over of which a commit makes nothing: of archived prompts, and
  /// what is no file.
  ///
  /// - Parameter names: The prompts; nil for all that have a file.
  /// - Throws: Of named prompts the first reason why one gets no pins;
  ///   ``RepositoryError/Code/notFound`` when there is no such file, or when no file includes a partial
  ///   that the options name.
  public func planPins(
    of names: [PromptName]? = nil, in repository: Repository, options: PinOptions = PinOptions(),
    progress: Progress = .ignored
  ) throws(RepositoryError) -> PinPlan {
    let selected: [PromptName] = if let names { names } else { try scan().names }
    var planner = PinPlanner(
      workspace: self, repository: repository, options: options, selected: Set(selected),
      areAll: names == nil)
    var failures: [RepositoryError] = []
    let inOrder = Set(selected).sorted()
    for (number, name) in inOrder.enumerated() {
      progress(.reading, number, of: inOrder.count)
      do throws(RepositoryError) {
        if try planner.edit(of: name) == nil, names != nil {
          throw RepositoryError.nothing(named: name, file: relativePath(of: name))
        }
      } catch {
        if names != nil { throw error }
        if try isNobodys(error, name, repository) { continue }
        failures.append(error)
      }
    }
    var plan = PinPlan()
    plan.items = try planner.items(&failures, stopsAtFailure: names != nil)
    plan.left = try planner.leftItems()
    var told: Set<[UInt8]> = []
    plan.failures = failures.filter { told.insert(Array($0.message.utf8)).inserted }
    plan.writes = planner.writes.reversed()
    if let unused = planner.unusedTargets.first, failures.isEmpty {
      throw RepositoryError(
        .notFound,
        names == nil ? "no file includes '\(unused)'" : "none of these files includes '\(unused)'")
    }
    return plan
  }

  /// Whether something other than a file lies in the place of no prompt's file, which a commit passes
  /// over.
  private func isNobodys(
    _ error: RepositoryError, _ name: PromptName, _ repository: Repository
  ) throws(RepositoryError) -> Bool {
    guard let cause = error.cause as? PromptFileError, cause.isIrregular,
      cause.path.hasSameBytes(as: relativePath(of: name))
    else { return false }
    return try repository.tip(of: .info, name) == nil
  }

  /// Writes the pins of a plan into the files.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a file was changed since the plan was made; files
  ///   before it have their pins then.
  public func pin(_ plan: PinPlan) throws(RepositoryError) {
    for write in plan.writes {
      guard try bytes(of: write.name) == write.old else {
        throw RepositoryError(
          .conflict, "\(relativePath(of: write.name)) was changed at the same time",
          hint: "Run the command again")
      }
      try self.write(write.new, to: write.name)
    }
  }
}
