// The repositories elsewhere that a repository knows by name, as stock git keeps them in `config`.
import Clibgit2

extension Repository {
  /// Lists the names and addresses of the repositories elsewhere, sorted by name.
  public func remotes() throws(GitError) -> [(name: String, address: String)] {
    let repository = unsafe handle.pointer
    var list = unsafe git_strarray()
    try check("list remotes") { unsafe git_remote_list(&list, repository) }
    defer { unsafe git_strarray_dispose(&list) }
    var names: [String] = []
    for number in unsafe 0..<list.count {
      if let name = unsafe list.strings[number] { names.append(unsafe String(cString: name)) }
    }
    let settings = try unsafe Handle<ConfigurationKind>("read configuration") { made in
      unsafe git_repository_config_snapshot(&made, repository)
    }
    var found: [(name: String, address: String)] = []
    for name in names.sorted() {
      var address: UnsafePointer<CChar>? = nil
      let code = unsafe git_config_get_string(&address, settings.pointer, "remote.\(name).url")
      if code >= 0, let address = unsafe address { found.append((name, unsafe String(cString: address))) }
    }
    return found
  }

  /// Remembers a repository elsewhere; throws `.exists` when the name is taken, `.invalid` when it is none.
  public func addRemote(_ name: String, address: String) throws(GitError) {
    let repository = unsafe handle.pointer
    _ = try unsafe Handle<RemoteKind>("add remote") { made in
      unsafe git_remote_create(&made, repository, name, address)
    }
  }

  /// Forgets a repository elsewhere and what is known of its branches.
  public func removeRemote(_ name: String) throws(GitError) {
    let repository = unsafe handle.pointer
    try check("remove remote") { unsafe git_remote_delete(repository, name) }
  }
}

enum ConfigurationKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_config_free(pointer) }
}
