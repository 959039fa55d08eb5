internal import Clibgit2
