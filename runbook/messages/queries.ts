/** The query by which an activity fetches one part of a long subscription list from its run: `{"part": 1}`. */
export const LIST_PART_QUERY = 'subscriptionsPart';
