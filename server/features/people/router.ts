import { router } from "@/server/trpc/init";
import { acceptInvite } from "./procedures/accept-invite";
import { completeSetup } from "./procedures/complete-setup";
import { createInvite } from "./procedures/create-invite";
import { createReset } from "./procedures/create-reset";
import { createToken } from "./procedures/create-token";
import { createWorkspace } from "./procedures/create-workspace";
import { getWorkspace } from "./procedures/get-workspace";
import { leaveWorkspace } from "./procedures/leave-workspace";
import { listAudit } from "./procedures/list-audit";
import { listInvites } from "./procedures/list-invites";
import { listMembers } from "./procedures/list-members";
import { listTokens } from "./procedures/list-tokens";
import { listWorkspaces } from "./procedures/list-workspaces";
import { lookAtInvite } from "./procedures/look-at-invite";
import { lookAtReset } from "./procedures/look-at-reset";
import { lookAtSetup } from "./procedures/look-at-setup";
import { me } from "./procedures/me";
import { removeMember } from "./procedures/remove-member";
import { resetPassword } from "./procedures/reset-password";
import { revokeInvite } from "./procedures/revoke-invite";
import { revokeToken } from "./procedures/revoke-token";
import { setRole } from "./procedures/set-role";
import { updateProfile } from "./procedures/update-profile";
import { updateSettings } from "./procedures/update-settings";
import { watchMembers } from "./procedures/watch-members";

export const peopleRouter = router({
  me,
  updateProfile,
  workspaces: listWorkspaces,
  setup: router({ look: lookAtSetup, complete: completeSetup }),
  workspace: router({ get: getWorkspace, create: createWorkspace, updateSettings }),
  members: router({ list: listMembers, setRole, remove: removeMember, leave: leaveWorkspace, watch: watchMembers }),
  invites: router({
    list: listInvites,
    create: createInvite,
    revoke: revokeInvite,
    look: lookAtInvite,
    accept: acceptInvite,
  }),
  resets: router({ create: createReset, look: lookAtReset, use: resetPassword }),
  tokens: router({ list: listTokens, create: createToken, revoke: revokeToken }),
  audit: router({ list: listAudit }),
});
