internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptsAPI
public import PromptsClient

/// Langfuse's API as far as an import asks it; over any transport.
public struct LangfuseClient: Sendable {
  private let client: JSONClient

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - publicKey: The name of the key.
  ///   - secretKey: The key; kept in memory only.
  public init(
    _ transport: any HTTPTransport, publicKey: String, secretKey: String, policy: RetryPolicy
  ) {
    let credentials = Base64.encode("\(publicKey):\(secretKey)".utf8)
    client = JSONClient(
      transport, fields: [.authorization: "Basic \(credentials)"], policy: policy)
  }

  /// The id of the project that the key is of.
  func project() throws(ClientError) -> String {
    let body = try readWhole("/api/public/projects")
    do throws(VersionFault) {
      guard let projects = JSONPieces(body).members()?["data"]?.elements() else {
        throw VersionFault("its 'data' is no array")
      }
      guard projects.count == 1, let project = projects[0].members() else {
        throw VersionFault("the key is of \(projects.count) projects, where it has to be of one")
      }
      guard let id = try project.text("id"), !id.isEmpty else {
        throw VersionFault("the project has no 'id'")
      }
      return id
    } catch {
      throw .unusable("the answer about the key's project cannot be used: \(error.reason)")
    }
  }

  /// A page of the list of prompts, from 1.
  func page(_ number: Int) throws(ClientError) -> LangfusePage {
    let body = try readWhole("/api/public/v2/prompts?page=\(number)&limit=\(LangfusePage.size)")
    do throws(VersionFault) {
      return try LangfusePage(body)
    } catch {
      throw .unusable("page \(number) of the list of prompts cannot be read: \(error.reason)")
    }
  }

  /// The answer about one version, with what includes other prompts as it is written.
  func version(_ number: Int, of name: String) throws(ClientError) -> [UInt8] {
    try read(
      "/api/public/v2/prompts/\(PercentEncoding.encode(name))?version=\(number)&resolve=false")
  }

  /// Reads what cannot be asked for in smaller parts.
  private func readWhole(_ target: String) throws(ClientError) -> [UInt8] {
    do throws(ClientError) {
      return try read(target)
    } catch {
      if case .oversized(let reason) = error { throw .unusable(reason) }
      throw error
    }
  }

  private func read(_ target: String) throws(ClientError) -> [UInt8] {
    try client.read(target) { response throws(ClientError) in
      if (200...299).contains(response.status.rawValue) { return response.body }
      // Throws what any other answer means.
      do throws(ClientError) {
        _ = try JSONClient.value(of: response, refusal: LangfuseClient.refusal)
      } catch {
        guard case .refused(let refusal) = error, refusal.status == 429,
          let wait = response.fields[.retryAfter]
        else { throw error }
        throw .refused(
          APIError(
            refusal.status, refusal.type, refusal.code,
            "\(refusal.message); it asks to wait \(LangfuseClient.words(ofWait: wait))"))
      }
      return response.body
    }
  }

  /// How long a server asks to wait, which is seconds or a date.
  private static func words(ofWait field: String) -> String {
    if let seconds = Int(field), seconds >= 0 {
      return seconds == 1 ? "1 second" : "\(seconds) seconds"
    }
    return "until \(String(decoding: field.utf8.prefix(40), as: UTF8.self))"
  }

  /// A refusal in Langfuse's shape: `{"message", "error"}`.
  private static func refusal(_ status: Int, _ body: JSONValue) -> APIError? {
    guard let message = body.object?["message"]?.string else { return nil }
    return APIError(status, .invalidRequest, "langfuse", message)
  }
}

/// A page of Langfuse's list of prompts.
struct LangfusePage {
  /// So many prompts have a place on a page: as many as Langfuse gives.
  static let size = 100

  /// The prompts that can be read.
  var prompts: [LangfusePrompt] = []
  /// Why others cannot.
  var faults: [String] = []
  /// How many entries the page has.
  let count: Int
  /// How many pages the list has now.
  let pages: Int

  init(_ body: [UInt8]) throws(VersionFault) {
    guard let members = JSONPieces(body).members() else { throw VersionFault("it is no object") }
    guard let data = members["data"]?.elements() else {
      throw VersionFault("its 'data' is no array")
    }
    guard let meta = members["meta"]?.members(),
      let pages = try meta.value("totalPages")?.integer, pages >= 0
    else { throw VersionFault("its 'meta' says not how many pages there are") }
    self.pages = pages
    count = data.count
    for (index, entry) in data.enumerated() {
      do throws(VersionFault) {
        prompts.append(try LangfusePrompt(entry))
      } catch {
        faults.append("entry \(index + 1) of a page of the list: \(error.reason)")
      }
    }
  }
}
