/**
 * @generated SignedSource<<6109780f7a0e6e65dcda0a56326efc61>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type Rule = "ACCESS_TOKEN_LIMIT" | "ACCOUNT_NOT_FOUND" | "AGREEMENT_NOT_SIGNED" | "ALREADY_SHARED" | "ARCHITECTURE_MISMATCH" | "COPY_REGION_UNSUPPORTED" | "COPY_TO_SAME_REGION" | "CUSTOM_IMAGES_ONLY" | "DAILY_OPERATION_LIMIT" | "IMAGE_IS_SHARED" | "IMAGE_LIMIT" | "IMAGE_NOT_FOUND" | "IMAGE_NOT_READY" | "INSTANCE_NOT_FOUND" | "INSTANCE_NOT_READY" | "ITS_PROVIDER_ONLY" | "LAST_OPERATOR" | "LAUNCH_STAYS_IN_REGION" | "MARKETPLACE_IMAGES_ONLY" | "NOTHING_TO_REVIEW" | "NOT_SHARED" | "OPERATOR_ONLY" | "OWNER_SUSPENDED" | "PROVIDER_ONLY" | "PUBLIC_IMAGES_ONLY" | "RECIPIENT_NOT_ROOT_ACCOUNT" | "REGION_NOT_FOUND" | "REGION_UNAVAILABLE" | "ROOT_ACCOUNTS_ONLY" | "SHARED_IMAGE_IS_LAUNCH_ONLY" | "SHARE_LIMIT" | "SHARE_STAYS_IN_REGION" | "SHARE_WITH_SELF" | "SOURCE_NOT_TRUSTED";
export type DeleteImageInput = {
  dryRun?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
  imageId: string;
};
export type relayDocumentsDeleteMutation$variables = {
  connections: ReadonlyArray<string>;
  input: DeleteImageInput;
};
export type relayDocumentsDeleteMutation$data = {
  readonly deleteImage: {
    readonly __typename: "DeleteImagePayload";
    readonly imageId: string;
  } | {
    readonly __typename: "Denied";
    readonly message: string;
    readonly rule: Rule;
  } | {
    // This will never be '%other', but we need some
    // value in case none of the concrete values match.
    readonly __typename: "%other";
  } | null | undefined;
};
export type relayDocumentsDeleteMutation = {
  response: relayDocumentsDeleteMutation$data;
  variables: relayDocumentsDeleteMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "connections"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "input"
},
v2 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "__typename",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "imageId",
  "storageKey": null
},
v5 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "rule",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "message",
      "storageKey": null
    }
  ],
  "type": "Denied",
  "abstractKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "relayDocumentsDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "deleteImage",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              (v4/*:: as any*/)
            ],
            "type": "DeleteImagePayload",
            "abstractKey": null
          },
          (v5/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "relayDocumentsDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "deleteImage",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              (v4/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "filters": null,
                "handle": "deleteEdge",
                "key": "",
                "kind": "ScalarHandle",
                "name": "imageId",
                "handleArgs": [
                  {
                    "kind": "Variable",
                    "name": "connections",
                    "variableName": "connections"
                  }
                ]
              }
            ],
            "type": "DeleteImagePayload",
            "abstractKey": null
          },
          (v5/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "5a22e9c68019a3c1933ae3cf84ae8dc9",
    "id": null,
    "metadata": {},
    "name": "relayDocumentsDeleteMutation",
    "operationKind": "mutation",
    "text": "mutation relayDocumentsDeleteMutation(\n  $input: DeleteImageInput!\n) {\n  deleteImage(input: $input) {\n    __typename\n    ... on DeleteImagePayload {\n      imageId\n    }\n    ... on Denied {\n      rule\n      message\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "5243ea95c141a80e597d16e0b4fef4e9";

export default node;
