internal import PromptRepo

extension Planner {
  /// Refuses names that are new to one side and whose prompt has another name on which the sides
  /// agree.
  ///
  /// The records behind those other names are read only when there is a name that is new.
  func refuseSecondNames(_ census: inout Census) {
    let newcomers = Set(census.entries.filter { bringsName($0.key, $0.value) }.keys)
    guard !newcomers.isEmpty else { return }
    var agreed: [PromptID: [PromptName]] = [:]
    for (name, chains) in local.prompts where !census.names.contains(name) {
      guard let info = chains[.info] else { continue }
      do throws(RepositoryError) {
        let id = try reader.record(at: info).id
        if newcomers.contains(id) { agreed[id, default: []].append(name) }
      } catch {
        // A record that neither side can read says of no prompt that it has this name.
        continue
      }
    }
    for (id, names) in agreed {
      guard let entry = census.entries[id], entry.failure == nil else { continue }
      let place = entry.remote.isEmpty ? "here" : "at '\(remote.name)'"
      census.entries[id]?.failure = twoNames(id, entry.names + names, place)
    }
  }

  /// Whether one side only has a prompt under the names that were looked at.
  private func bringsName(_ id: PromptID, _ entry: Census.Entry) -> Bool {
    if entry.failure != nil || entry.local.isEmpty == entry.remote.isEmpty { return false }
    guard entry.local.isEmpty, let tip = mirror.tombstones[id], local.tombstones[id] == tip else {
      return true
    }
    do throws(RepositoryError) {
      // Where a remote removes no references, those of names that were left stay there for good.
      return switch Whereabouts(try burials(at: tip, of: id)) {
      case .unmoved: true
      case .deleted: false
      case .renamed(let name): entry.remote.contains(name)
      }
    } catch {
      // The comparison of the prompt comes to the same error, and refuses it.
      return false
    }
  }
}
